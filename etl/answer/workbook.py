"""A workbook as a whole: its list of sheets, the sheet put in front, and the number it carries."""

import re
from dataclasses import dataclass
from pathlib import Path

from etl.answer.markup import (
    Edit,
    Tag,
    UneditablePackageError,
    append_into,
    edited,
    element_end,
    end_of,
    escaped,
    find_tag,
    find_tags,
    with_attribute,
)
from etl.answer.package import STRICT, TRANSITIONAL, Package, required

PROPERTY = "PantauKiriman"
"""The custom document property with the submission's number and the hash of what was sent."""

_CONTENT = "application/vnd.openxmlformats-officedocument"
_WORKSHEET = f"{_CONTENT}.spreadsheetml.worksheet+xml"
_CUSTOM_PART = "docProps/custom.xml"
_CUSTOM = f"{_CONTENT}.custom-properties+xml"
_CUSTOM_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUE_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_PROPERTY = re.compile(
    rb"<(?:[\w.-]+:)?property\s[^>]*\bname=[\"']" + PROPERTY.encode() + rb"[\"'][^>]*>\s*"
    rb"<(?:[\w.-]+:)?lpwstr[^>]*>(\d{1,18});([0-9a-f:]{71})</(?:[\w.-]+:)?lpwstr>\s*</(?:[\w.-]+:)?property>"
)
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class Carried:
    """What an answer carries to be recognised by when it comes back."""

    submission_id: int
    sha256: str


class Book:
    """The workbook part of a package and what it lists."""

    def __init__(self, package: Package) -> None:
        main = package.related("", "officeDocument")
        if main is None:
            raise UneditablePackageError("Berkas tidak memuat buku kerja.")
        self.package = package
        self.part = main
        content = package.read(main)
        self.relations, _ = STRICT if STRICT[1].encode() in content else TRANSITIONAL
        self.sheets = {tag.attribute("name") or "": self._target(tag) for tag in self._sheet_tags(content)}

    def styles_part(self) -> str | None:
        return self.package.related(self.part, "styles")

    def free_sheet_name(self, name: str) -> str:
        """The name, or one with a number where a sheet of the sender's bears it."""
        taken = {each.casefold() for each in self.sheets}
        candidates = (f"{name} ({number})" for number in range(2, len(taken) + 3))
        return (
            name if name.casefold() not in taken else next(c for c in candidates if c.casefold() not in taken)
        )

    def put_in_front(self, name: str, content: bytes, *, head_row: int) -> None:
        """A new first sheet; print titles are its rows up to `head_row`'s."""
        target = self.package.free_name(
            f"{self.part.rpartition('/')[0]}/worksheets/perbaikan.xml".lstrip("/")
        )
        self.package.put(target, content)
        self.package.declare(target, _WORKSHEET)
        relation = self.package.relate(self.part, kind="worksheet", target=target, type_base=self.relations)
        book = self.package.read(self.part)
        listed = required(find_tag(book, "sheets"))
        ids = [int(tag.attribute("sheetId") or 0) for tag in self._sheet_tags(book)]
        entry = (
            f'<{listed.prefix.decode()}sheet name="{escaped(name)}" sheetId="{max(ids, default=0) + 1}" '
            f'xmlns:r="{self.relations}" r:id="{relation}"/>'
        ).encode()
        edits = [Edit(listed.end, listed.end, entry), *_moved_names(book), *_shown_first(book)]
        self.package.put(self.part, edited(book, edits))
        self._repeat_on_print(name, head_row)

    def replace_sheet(self, name: str, content: bytes) -> None:
        """An earlier sheet of ours written anew in its place; only that one is in front."""
        target = self.sheets[name]
        self.package.put(target, content)
        book = self.package.read(self.part)
        number = list(self.sheets).index(name)
        self.package.put(self.part, edited(book, _shown_first(book, number=number)))

    def carry(self, what: Carried) -> None:
        """Write the property by which the workbook is recognised, in place of an earlier one."""
        package = self.package
        part = package.related("", "custom-properties") or _CUSTOM_PART
        if part not in package:
            package.put(part, f'<?xml version="1.0"?><Properties xmlns="{_CUSTOM_SPACE}"/>'.encode())
            package.declare(part, _CUSTOM)
            package.relate("", kind="custom-properties", target=part, type_base=self.relations)
        content = _PROPERTY.sub(b"", package.read(part))
        root = required(find_tag(content, "Properties"))
        numbers = [int(tag.attribute("pid") or 1) for tag in find_tags(content, "property")]
        value = (
            f'<vt:lpwstr xmlns:vt="{_VALUE_SPACE}">{what.submission_id};{grouped(what.sha256)}</vt:lpwstr>'
        )
        told = f'fmtid="{_FORMAT_ID}" pid="{max(numbers, default=1) + 1}" name="{PROPERTY}"'
        entry = f'<property xmlns="{_CUSTOM_SPACE}" {told}>{value}</property>'
        package.put(part, edited(content, [append_into(content, root, entry.encode())]))

    def _sheet_tags(self, content: bytes) -> list[Tag]:
        listed = required(find_tag(content, "sheets"))
        return list(find_tags(content, "sheet", start=listed.end, end=end_of(content, listed)))

    def _target(self, tag: Tag) -> str:
        return self.package.relations(self.part).get(tag.attribute("id") or "", ("", ""))[1]

    def _repeat_on_print(self, name: str, head_row: int) -> None:
        book = self.package.read(self.part)
        where = f"'{escaped(name)}'!${head_row}:${head_row}"
        names = find_tag(book, "definedNames")
        prefix = required(find_tag(book, "sheets")).prefix.decode()
        entry = (
            f'<{prefix}definedName name="_xlnm.Print_Titles" localSheetId="0">{where}</{prefix}definedName>'
        )
        if names is not None:
            edit = append_into(book, names, entry.encode())
        else:
            place = max(
                element_end(book, tag) for each in _BEFORE_NAMES if (tag := find_tag(book, each)) is not None
            )
            edit = Edit(place, place, f"<{prefix}definedNames>{entry}</{prefix}definedNames>".encode())
        self.package.put(self.part, edited(book, [edit]))


_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


def grouped(sha256: str) -> str:
    """In groups of eight: a run of sixteen digits would be taken for a NIK when the answer comes back."""
    return ":".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def carried_by(package: Package) -> Carried | None:
    """What this workbook carries where it is an answer of ours; None for any other."""
    part = package.related("", "custom-properties")
    found = None if part is None or part not in package else _PROPERTY.search(package.read(part))
    return None if found is None else Carried(int(found[1]), found[2].decode().replace(":", ""))


def carried_number(path: Path) -> Carried | None:
    """What the file at `path` carries; None also where it is no .xlsx at all."""
    try:
        package = Package(path)
    except UneditablePackageError:
        return None
    try:
        return carried_by(package)
    except UneditablePackageError:
        return None
    finally:
        package.close()


def sheet_title(text: str, *, taken: frozenset[str] = frozenset()) -> str:
    """A name a sheet may bear: without the characters Excel forbids, and not twice."""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", text)[:_LONGEST_NAME].strip("' ") or "Lembar"
    numbered = (f"{name[: _LONGEST_NAME - 5]} ({number})" for number in range(2, len(taken) + 3))
    used = {each.casefold() for each in taken}
    return (
        name if name.casefold() not in used else next(one for one in numbered if one.casefold() not in used)
    )


def _moved_names(book: bytes) -> list[Edit]:
    """Names that belong to a sheet count sheets by their place, and every place is one further on."""
    return [
        Edit(tag.start, tag.end, with_attribute(tag.text, "localSheetId", str(int(place) + 1)))
        for tag in find_tags(book, "definedName")
        if (place := tag.attribute("localSheetId")) is not None
    ]


def _shown_first(book: bytes, *, number: int = 0) -> list[Edit]:
    """The book opening on that sheet."""
    return [
        Edit(
            tag.start,
            tag.end,
            with_attribute(with_attribute(tag.text, "firstSheet", None), "activeTab", str(number)),
        )
        for tag in find_tags(book, "workbookView")
    ]

"""An .xlsx as its parts: what is not touched is carried over as it came."""

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from posixpath import dirname, join, normpath, relpath, splitext
from typing import BinaryIO

from etl.answer.markup import (
    Edit,
    Tag,
    UneditablePackageError,
    append_into,
    attributes,
    edited,
    escaped,
    find_tag,
    find_tags,
    refuse_declarations,
    refuse_malformed,
    sound,
)

TRANSITIONAL, STRICT = (
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "[Content_Types].xml"
# The earliest date a zip entry can carry: our parts say nothing about when they were made.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class Package:
    """The parts of an .xlsx; those put anew replace what was there, all others stay byte for byte."""

    def __init__(self, source: BinaryIO | Path) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
        except zipfile.BadZipFile as error:
            raise UneditablePackageError("Berkas bukan paket .xlsx yang utuh.") from error
        self._names = {name.lower(): name for name in self._zip.namelist()}
        self._new: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._new or name.lower() in self._names

    def close(self) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes:
        """A part, fit for editing; UneditablePackageError where there is none, or none that can be edited."""
        if name in self._new:
            return self._new[name]
        if name.lower() not in self._names:
            raise UneditablePackageError(f"Bagian {name} tidak ada di dalam berkas.")
        return sound(self._unfolded(self._names[name.lower()]))

    def _unfolded(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise UneditablePackageError(f"Bagian {name} tidak dapat dibuka.") from error

    def size(self, name: str) -> int:
        """How large a part of the sender's is, unfolded."""
        return self._zip.getinfo(self._names[name.lower()]).file_size if name.lower() in self._names else 0

    def put(self, name: str, content: bytes) -> None:
        """Replace or add a part."""
        self._new[self._names.get(name.lower(), name)] = content

    def free_name(self, name: str) -> str:
        """The name, or one with a number where it is taken."""
        stem, extension = splitext(name)
        candidates = (f"{stem}{number}{extension}" for number in range(2, 10_000))
        return name if name not in self else next(one for one in candidates if one not in self)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> (kind, target part) of a part's internal relations; kind is the last word of its type."""
        place = _relations_of(part)
        if place not in self:
            return {}
        found = (attributes(tag.text) for tag in find_tags(self.read(place), "Relationship"))
        return {
            one["Id"]: (
                one["Type"].rpartition("/")[2],
                normpath(join("/", dirname(part), one["Target"])).lstrip("/"),
            )
            for one in found
            if one.get("TargetMode") != "External" and {"Id", "Type", "Target"} <= one.keys()
        }

    def related(self, part: str, kind: str) -> str | None:
        """The first part of that kind a part points to."""
        return next((target for k, target in self.relations(part).values() if k == kind), None)

    def relate(self, part: str, *, kind: str, target: str, type_base: str) -> str:
        """Point from one part to another and return the relation's id."""
        place = _relations_of(part)
        if place not in self:
            self.put(
                place, f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_RELATIONS}"/>'.encode()
            )
        content = self.read(place)
        taken = {attributes(tag.text).get("Id") for tag in find_tags(content, "Relationship")}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdPantau{n}" not in taken)
        root = required(find_tag(content, "Relationships"))
        where = escaped(relpath(f"/{target}", f"/{dirname(part)}"))
        relation = f"rIdPantau{number}"
        told = f'Id="{relation}" Type="{type_base}/{kind}" Target="{where}"'
        entry = f"<{root.prefix.decode()}Relationship {told}/>".encode()
        self.put(place, edited(content, [append_into(content, root, entry)]))
        return relation

    def declare(self, part: str, content_type: str) -> None:
        """Say what kind of part this is, unless it is said already."""
        content = self.read(_TYPES)
        said = (tag.attribute("PartName") or "" for tag in find_tags(content, "Override"))
        if f"/{part}".lower() not in map(str.lower, said):
            root = required(find_tag(content, "Types"))
            entry = _entry(root, "Override", f'PartName="/{escaped(part)}"', content_type)
            self.put(_TYPES, edited(content, [append_into(content, root, entry)]))

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Say what kind of part bears this extension, unless it is said already."""
        content = self.read(_TYPES)
        said = (tag.attribute("Extension") or "" for tag in find_tags(content, "Default"))
        if extension not in map(str.lower, said):
            root = required(find_tag(content, "Types"))
            entry = _entry(root, "Default", f'Extension="{extension}"', content_type)
            # Defaults come before overrides.
            self.put(_TYPES, edited(content, [Edit(root.end, root.end, entry)]))

    def written(self) -> bytes:
        """The package; UneditablePackageError where a part, ours or the sender's, would not be well-formed.

        A spreadsheet program opens no package with such a part, even where ours could still read its cells.
        """
        for name, content in self._new.items():
            _refuse_unsound(name, content)
        result = BytesIO()
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in {entry.filename: entry for entry in self._zip.infolist()}.values():
                if entry.filename in self._new:
                    _write(archive, entry.filename, self._new[entry.filename])
                else:
                    content = self._unfolded(entry.filename)
                    _refuse_unsound(entry.filename, content)
                    _carry(archive, entry, content)
            for name in (name for name in self._new if name.lower() not in self._names):
                _write(archive, name, self._new[name])
        return result.getvalue()


def package_of(parts: Mapping[str, bytes]) -> bytes:
    """A new package from nothing but these parts."""
    result = BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            _write(archive, name, content)
    return result.getvalue()


def required(tag: Tag | None) -> Tag:
    """The tag; UneditablePackageError where the part lacks it."""
    if tag is None:
        raise UneditablePackageError("Bagian berkas tidak berbentuk seperti yang ditulis Excel.")
    return tag


def _entry(root: Tag, kind: str, what: str, content_type: str) -> bytes:
    return f'<{root.prefix.decode()}{kind} {what} ContentType="{content_type}"/>'.encode()


def _relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    entry.create_system = 3
    archive.writestr(entry, content)


def _refuse_unsound(name: str, content: bytes) -> None:
    if name.lower().endswith((".xml", ".rels")):  # drawings of comments (.vml) are not always well-formed
        refuse_declarations(content)
        refuse_malformed(content)


def _carry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, content: bytes) -> None:
    copy = zipfile.ZipInfo(entry.filename, entry.date_time)
    copy.compress_type = (
        entry.compress_type if entry.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    )
    copy.external_attr = entry.external_attr
    copy.create_system = entry.create_system
    archive.writestr(copy, content)

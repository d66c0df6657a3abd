"""Colours, comments and the sheet "Perbaikan" put into a workbook; nothing of its sender's is lost."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, load_workbook

from data_contracts.lembar_sendiri import is_own_sheet
from etl.answer.account import WEIGHT, Account, Mark
from etl.answer.comments import EMPTY_COMMENTS, marked_before, with_comments, with_shapes, without_ours
from etl.answer.markup import UneditablePackageError
from etl.answer.package import Package
from etl.answer.perbaikan import SHEET_NAME, head_row, perbaikan_xml
from etl.answer.sheet import Place, Restyle, anchors, deselected, restyled, with_comments_drawing
from etl.answer.styles import MINIMAL_STYLES, Styles
from etl.answer.threads import reply, without_replies
from etl.answer.workbook import Book, Carried, carried_by

LARGEST_SHEET = 40_000_000
"""Bytes of a sheet's XML beyond which it is not edited but told in an excerpt."""

_CONTENT = "application/vnd.openxmlformats-officedocument"
_COMMENTS = f"{_CONTENT}.spreadsheetml.comments+xml"
_DRAWING = f"{_CONTENT}.vmlDrawing"
_STYLES = f"{_CONTENT}.spreadsheetml.styles+xml"

_WITHOUT_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


def marked_workbook(
    source: Path | BinaryIO,
    account: Account,
    *,
    names: Mapping[str, str] | None = None,
    remarks: Sequence[str] = (),
) -> bytes:
    """The workbook with an account's marks in it.

    `names`: what the account's sheets are called in this workbook where that differs; `remarks` are said on
    top of the sheet "Perbaikan". Raises UneditablePackageError where it cannot be done without harm.
    """
    package = Package(source)
    try:
        return _Marking(package, source, account, names=names, remarks=remarks).run()
    finally:
        package.close()


class _Marking:
    """One workbook on its way to being an answer."""

    def __init__(
        self,
        package: Package,
        source: Path | BinaryIO,
        account: Account,
        *,
        names: Mapping[str, str] | None,
        remarks: Sequence[str],
    ) -> None:
        self._package = package
        self._book = Book(package)
        self._account = account
        self._remarks = remarks
        self._names = names if names is not None else {name: name for name in self._book.sheets}
        self._styles_part = self._book.styles_part() or self._add_styles()
        self._styles = Styles(package.read(self._styles_part))
        # Only a workbook that went through our hands can hold marks and sheets of ours.
        came_back = carried_by(package) is not None
        self._own = _own_sheets(source) if came_back else ()
        self._is_again = came_back

    def run(self) -> bytes:
        marks = self._account.marks()
        for part in self._book.sheets.values():
            self._deselect(part)
            if self._is_again:
                self._clean(part)
        for sheet, of_sheet in marks.items():
            place = self._book.sheets.get(self._names.get(sheet, ""))
            if place is not None:
                self._mark(place, of_sheet)
        self._tell()
        self._package.put(self._styles_part, self._styles.content())
        sent = self._account.submission
        self._book.carry(Carried(sent.id, sent.sha256))
        return self._package.written()

    def _add_styles(self) -> str:
        part = self._package.free_name("xl/styles.xml")
        self._package.put(part, MINIMAL_STYLES)
        self._package.declare(part, _STYLES)
        self._package.relate(self._book.part, kind="styles", target=part, type_base=self._book.relations)
        return part

    def _deselect(self, part: str) -> None:
        if self._package.size(part) > LARGEST_SHEET:
            raise UneditablePackageError("Lembarnya terlalu panjang untuk ditandai di tempat.")
        content = self._package.read(part)
        self._package.put(part, deselected(content))

    def _clean(self, part: str) -> None:
        """What an earlier answer coloured and said is over; the sender's own comments stay."""
        without_replies(self._package, sheet=part)
        comments = self._package.related(part, "comments")
        if comments is None:
            return
        content = self._package.read(comments)
        cells = marked_before(content)
        if cells:
            looks: dict[Place, Restyle] = dict.fromkeys(cells, self._styles.unmarked)
            self._package.put(part, restyled(self._package.read(part), looks))
            self._package.put(comments, without_ours(content))

    def _mark(self, part: str, marks: Mapping[Place, Mark]) -> None:
        sheet = self._package.read(part)
        seen = anchors(sheet)
        looks: dict[Place, Restyle] = {
            seen.get(place, place): partial(self._styles.marked, severity=mark.severity)
            for place, mark in sorted(marks.items(), key=_gravest_last)
        }
        self._package.put(part, restyled(sheet, looks))
        texts = _texts(marks, seen)
        self._comment(part, texts)
        at = self._account.submission.entered_at
        reply(self._package, book=self._book.part, sheet=part, texts=texts, at=at)

    def _comment(self, part: str, texts: Mapping[Place, str]) -> None:
        package, base = self._package, self._book.relations
        comments = package.related(part, "comments")
        if comments is None:
            comments = package.free_name("xl/comments/pantau.xml")
            package.put(comments, EMPTY_COMMENTS)
            package.declare(comments, _COMMENTS)
            package.relate(part, kind="comments", target=comments, type_base=base)
        commented = with_comments(package.read(comments), texts)
        package.put(comments, commented.part)
        drawing = package.related(part, "vmlDrawing")
        if drawing is None:
            drawing = package.free_name("xl/drawings/pantau.vml")
            package.declare_extension("vml", _DRAWING)
            relation = package.relate(part, kind="vmlDrawing", target=drawing, type_base=base)
            pointing = with_comments_drawing(package.read(part), relation=relation, relations=base)
            package.put(part, pointing)
        held = package.read(drawing) if drawing in package else None
        package.put(drawing, with_shapes(held, texts, at=commented.new))

    def _tell(self) -> None:
        content = perbaikan_xml(
            self._account, look=self._styles.look, names=self._names, remarks=self._remarks
        )
        old = next((name for name in self._own if name in self._book.sheets), None)
        if old is not None:
            part = self._book.sheets[old]
            folder, _, name = part.rpartition("/")
            self._package.put(f"{folder}/_rels/{name}.rels", _WITHOUT_RELATIONS)
            self._book.replace_sheet(old, content)
            return
        name = self._book.free_sheet_name(SHEET_NAME)
        self._book.put_in_front(name, content, head_row=head_row(self._account, remarks=self._remarks))


def _gravest_last(item: tuple[Place, Mark]) -> int:
    return -WEIGHT[item[1].severity]


def _texts(marks: Mapping[Place, Mark], seen: Mapping[Place, Place]) -> Mapping[Place, str]:
    """Comments by the cell that is seen: of a merged area all that is said of its cells."""
    texts: dict[Place, list[str]] = {}
    for place, mark in sorted(marks.items()):
        texts.setdefault(seen.get(place, place), []).append(mark.text)
    return {place: "\n".join(said) for place, said in texts.items()}


def _own_sheets(source: Path | BinaryIO) -> tuple[str, ...]:
    """The names of the sheets we wrote ourselves, whatever they were renamed to."""
    try:
        with load_workbook(source) as book:
            return tuple(
                name for name in book.sheet_names if _is_own(book.get_sheet_by_name(name).to_python(nrows=1))
            )
    except CalamineError as error:
        raise UneditablePackageError("Berkas tidak terbaca sebagai buku kerja.") from error


def _is_own(first_rows: Sequence[Sequence[object]]) -> bool:
    return bool(first_rows) and bool(first_rows[0]) and is_own_sheet(first_rows[0][0])

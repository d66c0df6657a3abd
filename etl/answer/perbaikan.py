"""The sheet "Perbaikan": the receipt, one line per group of equal findings, and the rows left out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count

from data_contracts.contract import Severity
from data_contracts.lembar_sendiri import ANSWER_TITLE
from data_contracts.tulisan import format_bilangan, format_waktu
from etl.answer.account import Account
from etl.answer.styles import Look
from etl.answer.words import CORRECTION, expected, signed, wrong_and_todo
from etl.answer.workbook import grouped
from etl.answer.writing import Cell, Cells, Layout, height_of, link_to, sheet_xml
from etl.receipt_text import rows_said
from warehouse.grouping import FindingGroup, compact_cells

SHEET_NAME = "Perbaikan"

LINKS_PER_LINE = 6
WIDTHS = (16, 18, 52, 42, 38, *(10 for _ in range(LINKS_PER_LINE)))
_TODO = (
    "Perbaiki sel yang berwarna di lembar aslinya, simpan, lalu kirim berkas ini kembali. Lembar ini tidak "
    "dibaca sebagai laporan."
)
HEADINGS = ("Tanda", "Lembar", "Apa yang salah", "Yang diharapkan", "Yang perlu dilakukan", "Sel (klik)")

LookNumber = Callable[[Look], int]


def perbaikan_xml(
    account: Account, *, look: LookNumber, names: Mapping[str, str], remarks: Sequence[str]
) -> bytes:
    """The sheet as a worksheet part.

    `look` gives the number of a look in the workbook's styles, `names` the name a sender's sheet bears there,
    `remarks` what else is to be said on top.
    """
    head = list(_receipt(account, look, remarks))
    lines = [*head, *_findings(account, look, names), [], *_ignored(account, look)]
    layout = Layout(widths=WIDTHS, frozen=len(head), in_front=True, print_on_a4=True)
    return sheet_xml(
        ((number, cells) for number, cells in zip(count(1), lines, strict=False) if cells), layout=layout
    )


def head_row(account: Account, *, remarks: Sequence[str]) -> int:
    """The number of the row with the table's headings, repeated on each printed page."""
    return len(list(_receipt(account, lambda _: 0, remarks)))


def _receipt(account: Account, look: LookNumber, remarks: Sequence[str]) -> Iterator[Cells]:
    sent = account.submission
    yield [Cell(f"{ANSWER_TITLE} atas kiriman nomor {sent.id}", look(Look.TITLE), height=24)]
    for label, text in (
        ("Berkas", sent.file_name),
        ("SHA-256", grouped(sent.sha256)),
        ("Waktu", f"diterima {format_waktu(sent.received_at)}, diperiksa {format_waktu(sent.entered_at)}"),
        ("Hasil", f"{account.state.label}; {rows_said(sent.rows)}"),
        ("Arti tanda", _legend()),
        ("Lakukan", _TODO),
        *(("Perubahan", finding.message) for finding in account.findings if finding.rule == CORRECTION),
        *(("Perhatian", remark) for remark in remarks),
    ):
        yield [Cell(label, look(Look.LABEL)), Cell(text, look(Look.TEXT))]
    filler = [Cell(None, look(Look.HEAD)) for _ in range(LINKS_PER_LINE - 1)]
    yield [*(Cell(heading, look(Look.HEAD)) for heading in HEADINGS), *filler]


def _legend() -> str:
    meanings = {
        Severity.ERROR: "merah, barisnya ditahan sampai diperbaiki",
        Severity.WARNING: "kuning, barisnya masuk tetapi perlu diperiksa",
        Severity.INFO: "biru, sekadar pemberitahuan",
    }
    return "; ".join(f"{signed(severity)}: {meaning}" for severity, meaning in meanings.items())


def _findings(account: Account, look: LookNumber, names: Mapping[str, str]) -> Iterator[Cells]:
    for group in (each for each in account.groups if each.first.rule != CORRECTION):
        links = [_link(group, cells, names, look) for cells in group.cells]
        first, rest = links[:LINKS_PER_LINE], links[LINKS_PER_LINE:]
        yield [*_told(account, group, look), *first]
        for start in range(0, len(rest), LINKS_PER_LINE):
            yield [*(None for _ in range(5)), *rest[start : start + LINKS_PER_LINE]]


def _told(account: Account, group: FindingGroup, look: LookNumber) -> list[Cell]:
    wrong, todo = wrong_and_todo(group.first)
    said = " ".join(part for part in (wrong, group.remark) if part)
    body = (group.sheet or "seluruh berkas", said, _hint(account, group), todo)
    sign = Cell(signed(group.severity), look(Look(group.severity.value)))
    wrapped = (
        Cell(text, look(Look.CELL), height=height_of(text, width=width))
        for text, width in zip(body, WIDTHS[1:], strict=False)
    )
    return [sign, *wrapped]


def _hint(account: Account, group: FindingGroup) -> str:
    former = account.former_of(group.first)
    if former is not None and len(group.findings) > 1:
        former = f"{former} di {group.first.cell}; yang lain di komentar selnya"
    said = (expected(group.first), f"Sebelumnya {former}." if former else "")
    return " ".join(part for part in said if part) or "–"


def _link(group: FindingGroup, cells: str, names: Mapping[str, str], look: LookNumber) -> Cell:
    name = names.get(group.sheet or "")
    return Cell(cells, look(Look.LINK), link=None if name is None else link_to(name, cells))


def _ignored(account: Account, look: LookNumber) -> Iterator[Cells]:
    rows: dict[tuple[str, str], list[int]] = {}
    for one in account.ignored:
        rows.setdefault((one.sheet, one.reason), []).append(one.row)
    if not rows:
        return
    yield [Cell(text, look(Look.HEAD)) for text in ("Diabaikan", "Lembar", "Alasan", "Baris", "Banyaknya")]
    for (sheet, reason), numbers in rows.items():
        texts = (
            Severity.INFO.symbol,
            sheet,
            reason,
            _ranges(numbers),
            f"{format_bilangan(len(numbers))} baris",
        )
        yield [Cell(text, look(Look.CELL)) for text in texts]


def _ranges(numbers: Sequence[int]) -> str:
    """Rows with neighbours joined, such as 3, 7–12."""
    return ", ".join(
        part.replace("A", "").replace(":", "–") for part in compact_cells(f"A{n}" for n in numbers)
    )

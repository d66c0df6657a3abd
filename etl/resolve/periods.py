"""Which days a row speaks of: by its own date, the sheet, the file or the sender; never by its arrival."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.resolve.dates import Interval, find_interval, parse_date, parse_interval
from etl.resolve.findings import Place, finding_at
from etl.resolve.grid import Grid, row_text
from etl.resolve.words import as_typed, is_blank
from etl.sheets import Row, Workbook
from warehouse.cells import sheet_of
from warehouse.records import Finding

_DATE_FIELDS = ("tanggal", "periode")
PERIOD_FIELDS = (*_DATE_FIELDS, "tanggal_awal")
_REPORTED_ON = "waktu_laporan"
_COMPACT = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_SPEAKS_OF_DATA = re.compile(r"\b(?:periode|keadaan|posisi|per|tanggal|tgl|bulan|s\.?d)\b", re.IGNORECASE)
_NOT_OF_DATA = re.compile(
    r"\b(?:dicetak|diunduh|diekspor|dibuat|printed|nomor|(?:tanggal|tgl|waktu)\s+(?:cetak|unduh|ekspor))\b"
    r"|^(?!senin|selasa|rabu|kamis|jum|sabtu|minggu)[a-z. ]+,\s*\d{1,2}\s+[a-z]+\s+\d{4}$",  # place and date
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PeriodReading:
    """`interval` is None where it cannot be told; `findings` then say why, unless the sheet's do."""

    interval: Interval | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodReader:
    """Reads the days of a sheet's rows. `common` holds for every row without a date of its own."""

    grid: Grid
    common: Interval | None
    expected: Periode | None
    has_dates: bool

    def read(self, row: int) -> PeriodReading:
        """The days one row (0-based) speaks of."""
        if not self.has_dates:
            return PeriodReading(self._with_start(row, self.common))
        field = next((name for name in _DATE_FIELDS if self.grid.key(row, name) is not None), None)
        if field is None:
            return PeriodReading(None, (self._no_date(row),))
        interval = self._with_start(row, parse_interval(self.grid.key(row, field)))
        if interval is None:
            return PeriodReading(None, (self._unreadable(row, field),))
        return PeriodReading(interval, self._disagreement(row, field, interval))

    def _with_start(self, row: int, interval: Interval | None) -> Interval | None:
        """A column of first days stretches the interval; a first day after the last makes it unreadable."""
        first = parse_date(self.grid.key(row, "tanggal_awal"))
        if interval is None or first is None:
            return interval
        return Interval(first, interval.last) if first <= interval.last else None

    def _disagreement(self, row: int, field: str, interval: Interval) -> tuple[Finding, ...]:
        if self.expected is None or Periode.of(interval.last) == self.expected:
            return ()
        message = _differs(as_typed(self.grid.key(row, field)), self.expected)
        return (self._at(row, field, "periode_berbeda", message),)

    def _no_date(self, row: int) -> Finding:
        field = next(name for name in _DATE_FIELDS if name in self.grid.table.keys)
        message = "Baris ini berisi angka tanpa tanggal. Isi tanggal datanya, misalnya 31/10/2026."
        return self._at(row, field, "periode_tidak_ada", message)

    def _unreadable(self, row: int, field: str) -> Finding:
        message = (
            f"Tanggal “{as_typed(self.grid.key(row, field))}” tidak dapat dibaca. Tulis hari, bulan, dan "
            "tahun empat angka, misalnya 31/10/2026 atau 31 Oktober 2026."
        )
        return self._at(row, field, "tanggal_tidak_dikenali", message)

    def _at(self, row: int, field: str, rule: str, message: str) -> Finding:
        place = self.grid.key_place(row, field)
        return finding_at(place, rule=rule, severity=Severity.ERROR, message=message)


@dataclass(frozen=True, slots=True)
class _Found:
    """An interval written outside the table: in which cell of the titles, or in a name (no cell)."""

    interval: Interval
    text: str
    row: int | None = None
    column: int | None = None


def make_period_reader(
    grid: Grid, *, workbook: Workbook, period: Periode | None
) -> tuple[PeriodReader, tuple[Finding, ...]]:
    """The reader, and the errors that concern the sheet as a whole."""
    fields = [field for field in _DATE_FIELDS if field in grid.table.keys]
    has_dates = any(grid.key(row, field) is not None for row in grid.data_rows for field in fields)
    if has_dates:
        return PeriodReader(grid, None, period, has_dates=True), ()
    found = _in_titles(grid) or _in_names(grid, workbook)
    if found is None and period is not None:
        return PeriodReader(grid, Interval(period.start, period.end), period, has_dates=False), ()
    common = None if found is None else found.interval
    findings = (*_sheet_findings(grid, found, period), *_other_name(grid, workbook, found))
    return PeriodReader(grid, common, period, has_dates=False), findings


def interval_in_name(name: str) -> Interval | None:
    """The days in the name of a sheet or file: `2026-10-P2`, `31102026`, `2026-10-31`, `16-31 Okt 2026`."""
    days = [day for digits in _COMPACT.findall(name) if (day := _compact(digits)) is not None]
    if days:
        return Interval(min(days), max(days))
    return find_interval(name.replace("_", " ")) or find_interval(name.replace("_", "-"))


def _compact(digits: str) -> date | None:
    day_first = parse_date(f"{digits[:2]}/{digits[2:4]}/{digits[4:]}")
    return day_first or parse_date(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")


def _in_titles(grid: Grid) -> _Found | None:
    """Titles that speak of data first, then any other; never the day of printing or signing."""
    titles = list(enumerate(grid.sheet.rows[: grid.table.top]))
    texts = {r: row_text(row) for r, row in titles}
    usable = [(r, row) for r, row in titles if not _NOT_OF_DATA.search(texts[r])]
    usable.sort(key=lambda title: _SPEAKS_OF_DATA.search(texts[title[0]]) is None)
    for r, row in usable:
        interval = find_interval(texts[r])
        if interval is not None:
            return _Found(interval, texts[r], r, _column_of_date(row))
    return None


def _column_of_date(row: Row) -> int:
    filled = [c for c, cell in enumerate(row) if not is_blank(cell)]
    return next((c for c in filled if find_interval(as_typed(row[c])) is not None), filled[0])


def _in_names(grid: Grid, workbook: Workbook) -> _Found | None:
    for name in (sheet_of(grid.sheet.name), PurePath(workbook.file_name).stem):
        interval = interval_in_name(name)
        if interval is not None:
            return _Found(interval, name)
    return None


def _sheet_findings(grid: Grid, found: _Found | None, period: Periode | None) -> tuple[Finding, ...]:
    sheet = grid.sheet.name
    if found is None:
        return (_day_of_report(grid) or _no_period(sheet),)
    if period is None or Periode.of(found.interval.last) == period:
        return ()
    place = Place(sheet=sheet, row=found.row, column=found.column, value=found.text)
    return (_sheet_error(place, "periode_berbeda", _differs(found.text, period)),)


def _other_name(grid: Grid, workbook: Workbook, found: _Found | None) -> tuple[Finding, ...]:
    """A file named for another half-month than its title: last time's workbook, filled in anew or not at all.

    A single day in a name is the day of an export as often as that of the data, and says nothing.
    """
    named = interval_in_name(PurePath(workbook.file_name).stem)
    if found is None or found.row is None or named is None or named.first == named.last:
        return ()
    if Periode.of(named.last) == Periode.of(found.interval.last):
        return ()
    message = (
        f"Nama berkas menyebut {Periode.of(named.last).label}, sedangkan judul tabel menulis “{found.text}”. "
        "Yang dipakai judul tabel; periksa apakah berkas dan angkanya memang untuk periode itu."
    )
    place = Place(sheet=grid.sheet.name, row=found.row, column=found.column, value=found.text)
    return (finding_at(place, rule="periode_beda_nama_berkas", severity=Severity.WARNING, message=message),)


def _no_period(sheet: str) -> Finding:
    message = (
        "Periode laporan tidak tertulis di lembar maupun di nama berkas. Tulis di atas tabel, misalnya "
        "“Periode 16–31 Oktober 2026”, lalu kirim lagi."
    )
    return _sheet_error(Place(sheet=sheet), "periode_tidak_ada", message)


def _day_of_report(grid: Grid) -> Finding | None:
    """The only date is the day the report was made: figures of the 16th are often sent on the 17th."""
    if _REPORTED_ON not in grid.table.keys:
        return None
    row = next((row for row in grid.data_rows if grid.key(row, _REPORTED_ON) is not None), None)
    if row is None:
        return None
    place = grid.key_place(row, _REPORTED_ON)
    heading = next(each.header for each in grid.table.columns if each.index == place.column)
    message = (
        f"Satu-satunya tanggal di sini ada di “{heading}”, yaitu hari laporan dibuat, bukan hari datanya. "
        "Tambahkan tanggal pelayanannya, atau tulis “Periode 16–31 Oktober 2026” di atas tabel, lalu kirim "
        "lagi; atau sebutkan periodenya saat mengirim."
    )
    return _sheet_error(place, "periode_tidak_ada", message)


def _sheet_error(place: Place, rule: str, message: str) -> Finding:
    return finding_at(place, rule=rule, severity=Severity.ERROR, message=message)


def _differs(written: str, period: Periode) -> str:
    return (
        f"Laporan dikirim untuk periode {period.label}, tetapi yang tertulis “{written}”. "
        "Perbaiki salah satunya, lalu kirim lagi."
    )

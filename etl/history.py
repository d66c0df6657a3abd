"""A row beside what its region reported before: in the ledger, or further up in the same file."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property, partial

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.contract import LogicalType, Severity
from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from etl.lines import Line, Observation, Places, Value, observe, plain_value

COPIED_COLUMNS = 8
"""So many equal figures, and none that differs, are hardly chance."""
WAJIB_KTP_CHANGE = 0.01
"""A larger change of the denominator needs a new DKB, which is dated 30 June or 31 December."""

_DKB_DAYS = ((6, 30), (12, 31))
_NUMERIC = (LogicalType.INTEGER, LogicalType.NUMBER)


Part = Callable[[], Mapping[str, Value]]


class Report:
    """What is known of one region for one data date, over all contracts; missing figures are left out."""

    def __init__(self, tanggal: date) -> None:
        self.tanggal = tanggal
        self._parts: list[Part] = []

    def add(self, part: Part) -> None:
        """More figures of the same day; they come before those that are there already."""
        self._parts.append(part)

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Worked out when asked for: of a long past only the latest reports are looked at."""
        return {name: value for part in self._parts for name, value in part().items()}


class Timeline:
    """The reports of each region in order of their data date."""

    def __init__(self, reports: Mapping[str, Mapping[date, Report]]) -> None:
        self._reports = {kode: [by_day[day] for day in sorted(by_day)] for kode, by_day in reports.items()}

    def before(self, line: Line) -> Iterator[Report]:
        """The reports of the line's region for earlier days, latest first."""
        if line.kode_wilayah is None or line.tanggal is None:
            return
        reports = self._reports.get(line.kode_wilayah, [])
        for place in range(bisect_left(reports, line.tanggal, key=lambda report: report.tanggal) - 1, -1, -1):
            yield reports[place]


def timeline_of(history: Mapping[str, pd.DataFrame], *, lines: Collection[Line], simulasi: bool) -> Timeline:
    """The past of the regions in `lines`: the ledger's rows (`Ledger.reported`), then the lines themselves.

    A simulated file has a simulated past, a real one a real past. Of several values for one region, day and
    figure the last one that is not missing counts, as it does in the read model.
    """
    reports: dict[str, dict[date, Report]] = {
        line.kode_wilayah: {} for line in lines if line.kode_wilayah is not None
    }
    for contract, frame in history.items():
        for kode, day, part in _last_known(frame, contract=contract, kodes=reports, simulasi=simulasi):
            reports[kode].setdefault(day, Report(day)).add(part)
    for line in lines:
        if line.kode_wilayah is not None and line.tanggal is not None:
            report = reports[line.kode_wilayah].setdefault(line.tanggal, Report(line.tanggal))
            report.add(partial(_own_values, line))
    return Timeline(reports)


def check_history(lines: Iterable[Line], *, timeline: Timeline, places: Places) -> tuple[Observation, ...]:
    """Recordings that fall, a denominator that jumps, a report that repeats the one before; all warnings."""
    checks = (_check_fall, _check_denominator, _check_copy)
    found = (check(line, timeline, places) for line in lines for check in checks)
    return tuple(observation for observation in found if observation is not None)


def _last_known(
    frame: pd.DataFrame, *, contract: str, kodes: Collection[str], simulasi: bool
) -> Iterator[tuple[str, date, Part]]:
    if load_contracts()[contract].dimensions:
        return  # of a place and day there are many rows, and none of them is the report
    own = frame[(frame["simulasi"] == simulasi) & frame["kode_wilayah"].isin(list(kodes))]
    fields = [field.name for field in load_contracts()[contract].measured if own[field.name].notna().any()]
    if not fields:
        return
    last = own.groupby(["kode_wilayah", "tanggal"], sort=False)[fields].last()
    columns = {name: last[name].array for name in fields}
    for place, (kode, day) in enumerate(last.index):
        yield kode, day.date(), partial(_values_at, columns, place)


def _values_at(columns: Mapping[str, pd.api.extensions.ExtensionArray], place: int) -> Mapping[str, Value]:
    values = {name: plain_value(column[place]) for name, column in columns.items()}
    return {name: value for name, value in values.items() if value is not None}


def _own_values(line: Line) -> Mapping[str, Value]:
    return line.values


def _check_fall(line: Line, timeline: Timeline, places: Places) -> Observation | None:
    earlier = _latest_with("sudah_rekam", line, timeline)
    now = line.number("sudah_rekam")
    if earlier is None or now is None or now >= earlier[1]:
        return None
    message = (
        f"Sudah rekam {line.wilayah} turun dari {format_bilangan(earlier[1])} ({format_tanggal(earlier[0])}) "
        f"menjadi {format_bilangan(now)}. Sebutkan sebabnya (kematian, pindah, pembersihan data), atau "
        "perbaiki angkanya."
    )
    return _warn(line, "perekaman_turun", field="sudah_rekam", message=message, places=places)


def _check_denominator(line: Line, timeline: Timeline, places: Places) -> Observation | None:
    earlier = _latest_with("wajib_ktp", line, timeline)
    now = line.number("wajib_ktp")
    if earlier is None or now is None or not earlier[1] or line.tanggal is None:
        return None
    change = (now - earlier[1]) / earlier[1]
    if abs(change) <= WAJIB_KTP_CHANGE or _has_new_dkb(earlier[0], line.tanggal):
        return None
    verb = "naik" if change > 0 else "turun"
    message = (
        f"Wajib KTP {line.wilayah} {verb} {format_persen(100 * abs(change))} dari "
        f"{format_bilangan(earlier[1])} ({format_tanggal(earlier[0])}), padahal tidak ada DKB baru di antara "
        "keduanya. Periksa angkanya, atau sebutkan penyebut yang dipakai."
    )
    return _warn(line, "wajib_ktp_berubah", field="wajib_ktp", message=message, places=places)


def _has_new_dkb(earlier: date, later: date) -> bool:
    days = (date(year, *day) for year in range(earlier.year, later.year + 1) for day in _DKB_DAYS)
    return any(earlier <= day <= later for day in days)


def _check_copy(line: Line, timeline: Timeline, places: Places) -> Observation | None:
    """Beside the latest report with enough figures to compare; two zeros say nothing, most days have some."""
    for report in timeline.before(line):
        told = [name for name in _numeric() if _tells(line.values.get(name), report.values.get(name))]
        if len(told) >= COPIED_COLUMNS:
            is_copy = all(line.values[name] == report.values[name] for name in told)
            return _copy(line, of=report, fields=told, places=places) if is_copy else None
    return None


def _tells(own: Value, other: Value) -> bool:
    return own is not None and other is not None and not own == other == 0


def _copy(line: Line, *, of: Report, fields: Sequence[str], places: Places) -> Observation:
    message = (
        f"{format_bilangan(len(fields))} angka {line.wilayah} sama persis dengan laporan "
        f"{format_tanggal(of.tanggal)}. Pastikan angkanya sudah diperbarui; bila memang tidak berubah, tidak "
        "ada yang perlu dikirim."
    )
    return _warn(line, "kemungkinan_salinan", field=fields[0], message=message, places=places)


@cache
def _numeric() -> tuple[str, ...]:
    """The numeric fields of the contracts with one row per place and day."""
    contracts = (contract for contract in load_contracts().values() if not contract.dimensions)
    fields = (field for contract in contracts for field in contract.measured)
    return tuple(field.name for field in fields if field.logical_type in _NUMERIC)


def _latest_with(field: str, line: Line, timeline: Timeline) -> tuple[date, int | float] | None:
    for report in timeline.before(line):
        value = report.values.get(field)
        if isinstance(value, int | float):
            return report.tanggal, value
    return None


def _warn(line: Line, rule: str, *, field: str, message: str, places: Places) -> Observation:
    return observe(
        line,
        rule=rule,
        severity=Severity.WARNING,
        field=field,
        message=message,
        places=places,
    )

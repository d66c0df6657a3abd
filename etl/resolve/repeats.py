"""The same key twice in one file: a repetition is dropped, a contradiction is sent back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Severity
from data_contracts.tulisan import format_tanggal
from etl.resolve.dates import Interval
from etl.resolve.reading import DataRow
from etl.resolve.remarks import SHARED_KEY, SHARED_KEY_ADVICE
from warehouse.cells import sheet_of
from warehouse.records import Finding, IgnoredRow

REPEATED = "baris berulang"


@dataclass(frozen=True, slots=True)
class Distinct:
    """The rows that remain, contradicting ones with their error; and the repetitions with their warning."""

    rows: tuple[DataRow, ...]
    ignored: tuple[IgnoredRow, ...]
    findings: tuple[Finding, ...]


def drop_repeats(rows: Sequence[DataRow]) -> Distinct:
    """Compare the rows of a whole file that speak of the same wilayah and days, and of the same dimensions.

    Two with exactly the same values are one, two that differ in a field both report contradict each other.
    Rows that complete one another (recordings on one sheet, cards on the next) are left as they are. Each
    figure is compared under the key of its own contract: recordings have no courier, deliveries have.
    """
    kept: list[DataRow] = []
    repeated: list[tuple[DataRow, DataRow]] = []
    contradicted: dict[tuple[str, int], DataRow] = {}
    earlier: dict[Key, list[DataRow]] = {}
    for row in rows:
        keys = keys_of(row)
        twin = _twin(row, keys, earlier=earlier)
        if twin is not None:
            repeated.append((row, twin))
            continue
        for key in keys:
            others = earlier.setdefault(key, [])
            for other in others:
                if _contradict(row, other, part=key.part):
                    contradicted |= {row.place: other, other.place: row}
            others.append(row)
        kept.append(row)
    return Distinct(_marked(kept, contradicted), *_dropped(repeated))


@dataclass(frozen=True, slots=True)
class Key:
    """What a part of a row speaks of. `part`: the contract whose dimensions these are, None without any."""

    kode: str
    interval: Interval
    part: str | None
    dimensions: tuple[str, ...]


def keys_of(row: DataRow) -> tuple[Key, ...]:
    """A key for each part of the row that can be told; none where its wilayah or days cannot."""
    if row.wilayah is None or row.interval is None:
        return ()
    parts = dict.fromkeys(map(part_of, row.values))
    told = ((part, dimensions_of(row.dimensions, part=part)) for part in parts)
    return tuple(Key(row.wilayah.kode, row.interval, part, dims) for part, dims in told if dims is not None)


@cache
def _owners() -> Mapping[str, str]:
    """The contract of each figure whose key has dimensions."""
    return {
        field.name: name
        for name, contract in load_contracts().items()
        if contract.dimensions
        for field in contract.measured
    }


def part_of(field: str) -> str | None:
    """The contract of a figure whose key has dimensions; None where wilayah and days are the whole key."""
    return _owners().get(field)


def dimensions_of(told: Mapping[str, str], *, part: str | None) -> tuple[str, ...] | None:
    """Those of one part; None where one of them could not be read: then nobody knows what the row repeats."""
    if part is None:
        return ()
    names = [field.name for field in load_contracts()[part].dimensions]
    known = tuple(told[name] for name in names if name in told)
    return known if len(known) == len(names) else None


def _twin(row: DataRow, keys: Sequence[Key], *, earlier: Mapping[Key, Sequence[DataRow]]) -> DataRow | None:
    others = earlier.get(keys[0], ()) if keys else ()
    return next((other for other in others if other.values == row.values and keys_of(other) == keys), None)


def _contradict(row: DataRow, other: DataRow, *, part: str | None) -> bool:
    shared = (name for name in row.values.keys() & other.values.keys() if part_of(name) == part)
    return any(row.values[name] != other.values[name] for name in shared)


def _marked(rows: Iterable[DataRow], contradicted: Mapping[tuple[str, int], DataRow]) -> tuple[DataRow, ...]:
    return tuple(
        replace(row, findings=(*row.findings, _contradiction(row, contradicted[row.place])))
        if row.place in contradicted
        else row
        for row in rows
    )


def _contradiction(row: DataRow, other: DataRow) -> Finding:
    message = (
        f"{_who(row)} juga ada di baris {_where(other, seen_from=row)} dengan angka yang berbeda. "
        "Hapus baris yang keliru, lalu kirim lagi."
    )
    return _finding(SHARED_KEY, Severity.ERROR, message, row=row)


def shared_key(row: DataRow) -> Finding:
    """The error at a row whose key very many others of the file share."""
    message = f"{_who(row)} ada lebih dari sekali di berkas ini. {SHARED_KEY_ADVICE}"
    return _finding(SHARED_KEY, Severity.ERROR, message, row=row)


def _dropped(
    repeated: Iterable[tuple[DataRow, DataRow]],
) -> tuple[tuple[IgnoredRow, ...], tuple[Finding, ...]]:
    pairs = list(repeated)
    ignored = tuple(IgnoredRow(sheet=row.sheet, row=row.number, reason=REPEATED) for row, _ in pairs)
    return ignored, tuple(_repetition(row, twin) for row, twin in pairs)


def _repetition(row: DataRow, twin: DataRow) -> Finding:
    message = (
        f"{_who(row)} sudah ada di baris {_where(twin, seen_from=row)} dengan angka yang sama; baris ini "
        "diabaikan. Hapus salah satunya."
    )
    return _finding("baris_berulang", Severity.WARNING, message, row=row)


def _who(row: DataRow) -> str:
    name = "Wilayah ini" if row.wilayah is None else row.wilayah.nama
    return name if row.interval is None else f"{name}, {format_tanggal(row.interval.last)},"


def _where(row: DataRow, *, seen_from: DataRow) -> str:
    return (
        str(row.number)
        if sheet_of(row.sheet) == sheet_of(seen_from.sheet)
        else f"{row.number} lembar “{sheet_of(row.sheet)}”"
    )


def _finding(rule: str, severity: Severity, message: str, *, row: DataRow) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        sheet=row.sheet,
        cell=row.cell,
        wilayah=None if row.wilayah is None else row.wilayah.kode,
        tanggal=None if row.interval is None else row.interval.last,
    )

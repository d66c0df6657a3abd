"""Every indicator of the province and the 35 once more, one place and half-month at a time, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

from data_contracts.catalogue import load_register, load_targets
from data_contracts.contract import Measure
from data_contracts.daftar import load_vocabulary
from data_contracts.periode import Periode
from tests.oracle.buku import Book, names_of
from tests.oracle.kecukupan import use_on
from tests.oracle.laporan import Sending
from tests.oracle.layanan import ALL, APART, KEYS_APART, Counted, ServiceBook, counted
from tests.oracle.rumus import COVER, FILLED, FLOWS, FORM, FORMULAS, RATE, REPORTS, SERVICES, SPOILT, Formula

PROVINCE = "33"
PLACES = tuple(place.kode for place in load_register().kabkota)
UNNAMED = None
POSITIONS = (Measure.STOCK, Measure.CUMULATIVE, Measure.RATIO, Measure.ATTRIBUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One indicator of one place in one half-month, before it is held against anything.

    `value` is exact where counts exist. `use` is cards a working day (days of cover only); `basis` kind and
    date of the denominator.
    """

    day: date
    k: int | None
    n: int | None
    value: Fraction | None
    typed: Decimal | None = None
    state: str | None = None
    basis: tuple[str, date | None] | None = UNNAMED
    use: Fraction | None = None

    @property
    def is_counted(self) -> bool:
        return self.state is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What an official reads: counts, the value to two decimals, how it stands, people still to go."""

    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    status: str = "belum lapor"
    gap_people: int | None = None
    n_reported: int | None = None


def figures(
    book: Book, services: ServiceBook, sending: Sending, periode: Periode
) -> Iterator[tuple[str, str, Figure]]:
    """Indicator, place and figure for the province and each of the 35."""
    for name, formula in FORMULAS.items():
        cells = {kode: cell_of(book, formula, kode, periode) for kode in PLACES}
        yield from _shown(name, formula, cells)
    for name, formula in FLOWS.items():
        yield from _shown(name, formula, {kode: flow_of(book, formula, kode, periode) for kode in PLACES})
    yield from _shown(SPOILT, RATE, {kode: flow_of(book, RATE, kode, periode) for kode in PLACES})
    form = Formula(contract="perekaman", numerator="wajib_ktp")
    yield from _shown(FILLED, form, {kode: filled_of(book, kode, periode) for kode in PLACES})
    for name, formula in SERVICES.items():
        yield from _shown(name, formula, services_of(services, name, periode))
    yield from _shown_apart(services, periode)
    plain = Formula(contract="blangko", numerator="sisa_blangko", is_share=False)
    yield from _shown(COVER, plain, {kode: cover_of(book, kode, periode) for kode in PLACES})
    for name, only_in_time in REPORTS.items():
        yield name, PROVINCE, _reports(*sending.of_all(periode, only_in_time=only_in_time), absent=0)
        for kode in PLACES:
            told = sending.of_one(kode, periode, only_in_time=only_in_time)
            yield name, kode, _reports(*told, absent=None)


def cell_of(book: Book, formula: Formula, kode: str, periode: Periode) -> Cell | None:
    """The latest day that gives a value, else the latest day; None where nothing was reported."""
    if formula.other_contract:
        return _joined(book, formula, kode, periode)
    wanted = names_of(formula.contract, *POSITIONS)
    cells = [
        _evaluated(formula, day, told)
        for day, told in book.days(kode, periode)
        if any(name in told for name in wanted)
    ]
    valued = [cell for cell in cells if cell.value is not None]
    return (valued or cells or [None])[-1]


def _joined(book: Book, formula: Formula, kode: str, periode: Periode) -> Cell | None:
    """Two counts of two reports, the last of each in the half-month."""
    top, whole = formula.numerator, formula.denominator or ""
    ends = [
        _last_told(book, kode, periode, contract, name)
        for contract, name in ((formula.contract, top), (formula.other_contract or "", whole))
    ]
    days = [day for day, _ in ends if day]
    if not days:
        return None
    (_, k), (_, n) = ends
    value = Fraction(100 * k, n) if k is not None and n else None
    return Cell(day=days[0], k=k, n=n, value=value, state=LACKING if value is None else None)


def _last_told(
    book: Book, kode: str, periode: Periode, contract: str, name: str
) -> tuple[date | None, int | None]:
    """The last day on which it was told, else the last on which the contract was, and what was told."""
    own = names_of(contract, *POSITIONS)
    days = [(day, told) for day, told in book.days(kode, periode) if any(each in told for each in own)]
    told = [(day, figures[name]) for day, figures in days if name in figures]
    return told[-1] if told else (days[-1][0] if days else None, None)


def flow_of(book: Book, formula: Formula, kode: str, periode: Periode) -> Cell | None:
    """What happened in the half-month, and of a rate per hundred of what it happened to."""
    own = {*names_of(formula.contract, *POSITIONS), *names_of(formula.contract, Measure.FLOW)}
    flows = [told for (_, last), told in book.flows[kode].items() if periode.start <= last <= periode.end]
    told = [*flows, *(figures for _, figures in book.days(kode, periode))]
    if not any(name in own for figures in told for name in figures):
        return None
    k = book.flow(kode, periode, formula.numerator)
    n = book.flow(kode, periode, formula.denominator) if formula.denominator else None
    if formula.denominator is None:
        value = None if k is None else Fraction(k)
        return Cell(day=periode.end, k=k, n=None, value=value, state=LACKING if value is None else None)
    if k is None or n is None:
        return Cell(day=periode.end, k=None, n=None, value=None, state=LACKING)
    value = Fraction(100 * k, n) if n else None
    return Cell(day=periode.end, k=k, n=n, value=value, state=LACKING if value is None else None)


def services_of(
    services: ServiceBook, name: str, periode: Periode, *, only: tuple[str, str] | None = None
) -> dict[str, Cell | None]:
    """Per place what a service indicator counts; `only` of a courier, a channel or a document."""
    told = counted(services, name, periode, only=only)
    return {kode: _service(SERVICES[name], told[kode]) if kode in told else None for kode in PLACES}


def _service(formula: Formula, told: Counted) -> Cell:
    value = None
    if told.k is not None and not formula.is_share:
        value = Fraction(told.k)
    elif told.k is not None and told.n:
        value = formula.per * told.k / told.n
    return Cell(day=told.day, k=told.k, n=told.n, value=value, state=LACKING if value is None else None)


def _shown_apart(services: ServiceBook, periode: Periode) -> Iterator[tuple[str, str, Figure]]:
    """For each courier, channel and document of which anybody has a figure."""
    ways = [(key, code) for key in KEYS_APART for code in load_vocabulary(key).codes if code != ALL]
    for name, (key, code) in product(APART, ways):
        if key in APART[name]:
            cells = services_of(services, name, periode, only=(key, code))
            if any(cell and cell.value is not None for cell in cells.values()):
                before = "dok." if key == "jenis_dokumen" else ""
                yield from _shown(f"{name}.{before}{code}", SERVICES[name], cells)


def filled_of(book: Book, kode: str, periode: Periode) -> Cell | None:
    """How many of the form's counts were told at all in the half-month."""
    told = {name for _, figures in book.days(kode, periode) for name in figures}
    if not any(name in told for contract in FORM for name in names_of(contract, *POSITIONS)):
        return None
    asked = [name for names in FORM.values() for name in names]
    k = sum(name in told for name in asked)
    return Cell(day=periode.end, k=k, n=len(asked), value=Fraction(100 * k, len(asked)))


def cover_of(book: Book, kode: str, periode: Periode) -> Cell | None:
    """Stock over use in working days; an empty store is no day, however fast it prints."""
    plain = Formula(contract="blangko", numerator="sisa_blangko", is_share=False)
    cell = cell_of(book, plain, kode, periode)
    if cell is None:
        return None
    use, days = use_on(book, kode, cell.day), None
    if cell.k is not None and use:
        days = cell.k / use
    if cell.k == 0:
        days = Fraction(0)
    state = "tidak dapat dihitung" if days is None else None
    return Cell(day=cell.day, k=cell.k, n=None, value=days, state=state, use=use)


def rounded(value: Fraction | None) -> Decimal | None:
    """Two decimals, half away from zero."""
    if value is None:
        return None
    hundredths = floor(abs(value) * 100 + Fraction(1, 2))
    return Decimal(hundredths if value >= 0 else -hundredths) / 100


def target_on(formula: Formula, day: date) -> Decimal | None:
    """The target in force on a day."""
    for target in load_targets():
        until = target.berlaku_sampai or date.max
        if target.key == formula.target and target.berlaku_mulai <= day <= until:
            return Decimal(str(target.value))
    return None


def people_missing(formula: Formula, k: int | None, n: int | None, target: Decimal | None) -> int | None:
    """How many people (cards, letters) there are still to go; zero or less where the target is reached."""
    if k is None or target is None or not formula.is_part:
        return None
    if not formula.is_share:
        return k - ceil(target)
    if n is None:
        return None
    part = Fraction(target) * n / 100
    return ceil(part) - k if formula.is_higher_better else k - floor(part)


def _evaluated(formula: Formula, day: date, told: dict[str, Any]) -> Cell:
    k = told.get(formula.numerator)
    if k is None and formula.difference and all(name in told for name in formula.difference):
        k = told[formula.difference[0]] - told[formula.difference[1]]
    n = told.get(formula.denominator) if formula.denominator else None
    if formula.rest and k is not None and formula.rest in told:
        n = k + told[formula.rest]
    basis = _basis(formula, told)
    if not formula.is_share:
        value = None if k is None else Fraction(k)
        return Cell(day=day, k=k, n=n, value=value, basis=basis, state=None if value is not None else LACKING)
    typed = _percent(told, formula.typed)
    if k is not None and n:
        return Cell(day=day, k=k, n=n, value=Fraction(100 * k, n), typed=typed, basis=basis)
    alone = _percent_alone(_percent(told, formula.other_side), typed)
    if alone is not None:
        return Cell(day=day, k=None, n=None, value=alone, typed=typed, basis=basis, state=ALONE)
    return Cell(day=day, k=k, n=n, value=None, typed=typed, basis=basis, state=LACKING)


def _basis(formula: Formula, told: dict[str, Any]) -> tuple[str, date | None] | None:
    """Only what a report says beside its own counts names their denominator."""
    if (
        formula.is_running
        or "jenis_penyebut" not in told
        or "jenis_penyebut" not in names_of(formula.contract, *POSITIONS)
    ):
        return UNNAMED
    return told["jenis_penyebut"], told.get("tanggal_penyebut")


LACKING, ALONE = "tidak dapat dihitung", "tanpa angka dasar"


def _percent(told: dict[str, Any], name: str | None) -> Decimal | None:
    return Decimal(str(told[name])) if name in told else None


def _percent_alone(other_side: Decimal | None, typed: Decimal | None) -> Fraction | None:
    said = typed if other_side is None else 100 - other_side
    return None if said is None else Fraction(said.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _shown(name: str, formula: Formula, cells: dict[str, Cell | None]) -> Iterator[tuple[str, str, Figure]]:
    yield name, PROVINCE, _province(name, formula, [cell for cell in cells.values() if cell])
    for kode, cell in cells.items():
        yield name, kode, _judged(formula, cell) if cell else Figure()


def _province(name: str, formula: Formula, cells: list[Cell]) -> Figure:
    """The sums over those with counts, the ratio last."""
    counted = [cell for cell in cells if _may_enter(name, formula, cell)]
    if not counted:
        return Figure(status=LACKING if cells else "belum lapor", n_reported=0)
    k = sum(cell.k for cell in counted if cell.k is not None)
    wholes = [cell.n for cell in counted if cell.n is not None]
    n = sum(wholes) if len(wholes) == len(counted) else None
    use = sum((cell.use for cell in counted if cell.use is not None), Fraction(0))
    value: Fraction | None = Fraction(k)
    if name == COVER:
        value = k / use if use else None
    elif formula.is_share:
        value = formula.per * k / n if n else None
    total = Cell(day=max(cell.day for cell in counted), k=k, n=n, value=value)
    return _judged(formula, total, n_reported=len(counted))


def _may_enter(name: str, formula: Formula, cell: Cell) -> bool:
    if cell.k is None or (name == COVER and cell.use is None):
        return False
    return cell.n is not None or not formula.is_share


def _judged(formula: Formula, cell: Cell, *, n_reported: int | None = None) -> Figure:
    target = target_on(formula, cell.day)
    gap = people_missing(formula, cell.k, cell.n, target)
    return Figure(
        numerator=cell.k,
        denominator=cell.n,
        value=rounded(cell.value),
        status=cell.state or _status(formula, cell, target, gap),
        gap_people=gap,
        n_reported=n_reported,
    )


def _status(formula: Formula, cell: Cell, target: Decimal | None, gap: int | None) -> str:
    if cell.value is not None and (
        cell.value < 0 or (formula.is_share and formula.is_part and cell.value > 100)
    ):
        return "periksa penyebut"
    if target is None:
        return "tanpa target"
    return "di bawah target" if gap is not None and gap > 0 else "sesuai"


def _reports(came: int, expected: int, *, absent: int | None) -> Figure:
    if not expected:
        return Figure(n_reported=absent)
    value = rounded(Fraction(100 * came, expected))
    return Figure(numerator=came, denominator=expected, value=value, status="tanpa target")

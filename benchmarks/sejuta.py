"""A million rows of the daily kecamatan form with faults planted in it, each with the finding it has to give.

`python -m benchmarks.sejuta berkas.csv` writes the file and counts its faults by rule. The same seed and
size give the same bytes.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from data_contracts.catalogue import load_register
from warehouse.cells import column_letter

ROWS, FAULTS = 1_000_000, 1_000
LAST_DAY = date(2026, 10, 31)
RECEIVED = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
"""When such a file arrives: after its last day, before the half-month after it ends."""

COUNTS = {
    "rekam_ktp_el": ("rekam_baru", 9),
    "cetak_ktp_el": ("cetak_ktp", 14),
    "kartu_keluarga": ("cetak_kk", 22),
    "kia": ("cetak_kia", 12),
    "pindah": ("pindah", 5),
    "kedatangan": ("datang", 5),
    "akta_kelahiran": ("akta_lahir", 6),
    "akta_kematian": ("akta_kematian", 4),
}
STOCKS = {"stok_blangko_ktp": "sisa_blangko", "stok_blangko_kia": "stok_blangko_kia"}
SHARES = {"persentase_ribbon": "ribbon_persen", "persentase_film": "film_persen"}
MEASURES = (*COUNTS, *STOCKS, *SHARES)
HEADINGS = ("tanggal", "kode", "kecamatan", *MEASURES)
FIELDS = {heading: field for heading, (field, _) in COUNTS.items()} | STOCKS | SHARES
_LETTERS = {heading: column_letter(index) for index, heading in enumerate(HEADINGS)}
_HABITUAL = 300
_DELIVERY = 800

Texts = npt.NDArray[np.object_]
Table = dict[str, Texts]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A finding the file has to give: its physical line (the headings are line 1), column letter and rule."""

    line: int
    column: str
    rule: str

    @property
    def cell(self) -> str:
        return f"{self.column}{self.line}"


@dataclass(frozen=True, slots=True)
class Planted:
    """The file and every finding it has to give, in its order; no other finding is right.

    `habits` are those of `faults` that are said once for a whole column, with the number of cells.
    """

    path: Path
    rows: int
    faults: tuple[Fault, ...]
    habits: dict[Fault, int]


def write_million(path: Path, *, seed: int = 2026, rows: int = ROWS, faults: int = FAULTS) -> Planted:
    """Write the form of `rows` kecamatan-days with `faults` planted ones, and tell where they are."""
    rng = np.random.default_rng(seed)
    table = _sound_table(rng, rows)
    free = iter(rng.permutation(np.arange(1, rows - 1)).tolist())
    kinds = cycle((*_CELL_FAULTS, *_ROW_FAULTS))
    planted: list[Fault] = []
    while len(planted) < faults:
        planted.extend(next(kinds)(table, free, rng))
    habits = dict(_habits(table, free))
    _write(path, table)
    return Planted(path, rows, tuple(sorted((*planted, *habits))), habits)


def _sound_table(rng: np.random.Generator, rows: int) -> Table:
    """Days from top to bottom, within a day the kecamatan by code; figures as an office writes them."""
    kecamatan = load_register().kecamatan
    days = -(-rows // len(kecamatan))
    first = LAST_DAY - timedelta(days=days - 1)
    written = [f"{first + timedelta(days=n):%d/%m/%Y}" for n in range(days)]
    shape = (days, len(kecamatan))
    counts = {name: 1 + rng.poisson(mean, shape) for name, (_, mean) in COUNTS.items()}
    # Cards fall by what is printed and rise by a delivery, as stocks do.
    used = {"stok_blangko_ktp": counts["cetak_ktp_el"], "stok_blangko_kia": counts["kia"]}
    stocks = {
        name: 60 + (rng.integers(0, _DELIVERY, len(kecamatan)) - used[name].cumsum(axis=0)) % _DELIVERY
        for name in STOCKS
    }
    shares = {name: rng.integers(500, 10_001, shape) for name in SHARES}
    table = {
        "tanggal": np.repeat(np.array(written, dtype=object), len(kecamatan)),
        "kode": np.tile(np.array([one.kode for one in kecamatan], dtype=object), days),
        "kecamatan": np.tile(np.array([one.nama_pendek for one in kecamatan], dtype=object), days),
        **{name: _texts(values, _thousands) for name, values in (counts | stocks).items()},
        **{name: _texts(values, _hundredths) for name, values in shares.items()},
    }
    return {name: column[:rows].copy() for name, column in table.items()}


def _texts(values: npt.NDArray[np.int64], write: Callable[[int], str]) -> Texts:
    distinct, codes = np.unique(values, return_inverse=True)
    written: Texts = np.array([write(int(value)) for value in distinct], dtype=object)[codes.reshape(-1)]
    return written


def _thousands(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _hundredths(value: int) -> str:
    return f"{value // 100},{value % 100:02d}"


Plant = Callable[[Table, Iterator[int], np.random.Generator], list[Fault]]


def _in_cell(headings: tuple[str, ...], text: Callable[[np.random.Generator], str], rule: str) -> Plant:
    """One cell of one of these columns with another text; `{bidang}` in the rule is the field's name."""

    def plant(table: Table, free: Iterator[int], rng: np.random.Generator) -> list[Fault]:
        row, heading = next(free), headings[int(rng.integers(len(headings)))]
        table[heading][row] = text(rng)
        return [_at(row, heading, rule.format(bidang=FIELDS.get(heading)))]

    return plant


def _at(row: int, heading: str, rule: str) -> Fault:
    return Fault(row + 2, _LETTERS[heading], rule)


def _one_of(*texts: str) -> Callable[[np.random.Generator], str]:
    return lambda rng: texts[int(rng.integers(len(texts)))]


_WHOLE = (*COUNTS, *STOCKS)
_CELL_FAULTS: tuple[Plant, ...] = (
    _in_cell(_WHOLE, _one_of("sakit", "belum direkap", "12 a", "lihat lampiran"), "bukan_angka"),
    _in_cell(_WHOLE, _one_of("1O", "2o", "O7", "3O0"), "huruf_o"),
    _in_cell(_WHOLE, lambda rng: f"-{rng.integers(1, 40)}", "{bidang}_tidak_negatif"),
    _in_cell(_WHOLE, _one_of("-", "–", "<>", "Null", "n/a"), "angka_meragukan"),
    _in_cell(_WHOLE, lambda rng: f"{rng.integers(1, 90)},5", "bukan_bilangan_bulat"),
    _in_cell(_WHOLE, lambda rng: f"8{rng.integers(10**13, 10**14 - 1)}", "angka_terlalu_besar"),
    _in_cell(_WHOLE, _one_of("=SUM(D2:D9)", "=A1"), "rumus_tanpa_nilai"),
    _in_cell(tuple(SHARES), lambda rng: f"{rng.integers(101, 990)},{rng.integers(10, 99)}", "{bidang}_wajar"),
    _in_cell(tuple(SHARES), lambda rng: f"-{rng.integers(1, 90)},5", "{bidang}_wajar"),
    _in_cell(tuple(SHARES), _one_of("9O,5", "O,73"), "huruf_o"),
    _in_cell(tuple(SHARES), _one_of("habis", "hampir penuh"), "bukan_angka"),
    _in_cell(("kode",), lambda rng: f"33.{rng.integers(80, 99)}.01", "wilayah_di_luar_register"),
    _in_cell(("kode",), lambda rng: f"35.{rng.integers(10, 30)}.02", "wilayah_di_luar_register"),
    _in_cell(("tanggal",), _one_of("31/02/2024", "2024", "32/01/2025", "kemarin"), "tanggal_tidak_dikenali"),
    _in_cell(("tanggal",), _one_of("", " "), "periode_tidak_ada"),
    _in_cell(("tanggal",), lambda rng: f"{rng.integers(3, 28):02d}/12/2027", "tanggal_di_masa_depan"),
    _in_cell(("kecamatan",), _one_of("Bantul", "Kec. Wates", "Entah"), "kode_nama_berbeda"),
)


def _without_region(table: Table, free: Iterator[int], _: np.random.Generator) -> list[Fault]:
    row = next(free)
    table["kode"][row] = table["kecamatan"][row] = ""
    return [_at(row, "kode", "wilayah_tidak_ada")]


def _without_figures(table: Table, free: Iterator[int], _: np.random.Generator) -> list[Fault]:
    row = next(free)
    for heading in MEASURES:
        table[heading][row] = ""
    return [_at(row, "kode", "belum_mengisi")]


def _only_zeros(table: Table, free: Iterator[int], _: np.random.Generator) -> list[Fault]:
    row = next(free)
    for heading in MEASURES:
        table[heading][row] = "0"
    return [_at(row, "kode", "semua_nol")]


def _same_key(table: Table, free: Iterator[int], _: np.random.Generator) -> list[Fault]:
    """Two rows for one kecamatan and day with different figures: both are named."""
    row, other = next(free), next(free)
    for heading in ("tanggal", "kode", "kecamatan"):
        table[heading][row] = table[heading][other]
    table["kartu_keluarga"][row] = _thousands(1_000 + row % 999)
    return [_at(one, "kode", "kunci_ganda") for one in (row, other)]


def _same_row(table: Table, free: Iterator[int], _: np.random.Generator) -> list[Fault]:
    """One row a second time: the later one is dropped and said."""
    row, other = next(free), next(free)
    for heading in HEADINGS:
        table[heading][row] = table[heading][other]
    return [_at(max(row, other), "kode", "baris_berulang")]


_ROW_FAULTS: tuple[Plant, ...] = (_without_region, _without_figures, _only_zeros, _same_key, _same_row)


def _habits(table: Table, free: Iterator[int]) -> Iterator[tuple[Fault, int]]:
    """English separators all over two columns: said once for each, at its first cell, with their number."""
    for heading, text in (("stok_blangko_ktp", "1,367"), ("persentase_ribbon", "97.47")):
        chosen = [next(free) for _ in range(min(_HABITUAL, len(table[heading]) // 20))]
        table[heading][chosen] = text
        yield _at(min(chosen), heading, "penulisan_angka"), len(chosen)


def _write(path: Path, table: Table) -> None:
    """Semicolons and CRLF, without quotes: as Excel in Indonesian saves a CSV."""
    columns = pa.table({name: pa.array(column, pa.string()) for name, column in table.items()})
    lines = pa.BufferOutputStream()
    options = pa.csv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
    pa.csv.write_csv(columns, lines, options)
    with path.open("wb") as file:
        file.write((";".join(HEADINGS) + "\r\n").encode())
        file.write(lines.getvalue().to_pybytes().replace(b"\n", b"\r\n"))


def main() -> int:
    """Write the file named on the command line and print how many faults of each rule it holds."""
    planted = write_million(Path(sys.argv[1]), rows=int(sys.argv[2]) if len(sys.argv) > 2 else ROWS)
    for rule, count in sorted(Counter(fault.rule for fault in planted.faults).items()):
        print(f"{count:6} {rule}")
    print(f"{len(planted.faults):6} temuan dalam {planted.rows} baris, {planted.path.stat().st_size:_} bita")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reports as senders make them: the province's form as a real workbook, and typed rows for the checks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from data_contracts.catalogue import load_contracts, load_register
from data_contracts.contract import LogicalType, Measure
from etl.lines import Places
from etl.source_rows import SourceRow
from etl.table import Table, tables_of
from warehouse.records import ColumnUse, Submission
from warehouse.reported_rows import Window

RECEIVED = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 2, 3, 5, tzinfo=UTC)

FORM_HEADINGS = (
    "kd_wilayah",
    "kab_kota",
    "wajib_ktp_el",
    "jml_perekaman",
    "persentase_jml_perekaman",
    "sisa_suket",
    "sisa_prr",
    "sisa_blangko_ktp_el",
    "jml_anak_0_17",
    "jml_cetak_kia",
    "persentase_jml_cetak_kia",
    "jml_anak_0_18",
    "jml_akta_lahir_0_18",
    "persentase_jml_akta_lahir_0_18",
    "penggunaan_kertas_putih_jlh_dok",
    "penggunaan_tte_jlh_dok",
    "layanan_ol_sudah",
    "layanan_ol_belum",
    "layanan_integritas_sudah",
    "layanan_integritas_belum",
    "pks",
    "akses_data",
)
FORM_COLUMNS: Mapping[str, str] = {
    heading: chr(ord("A") + place) for place, heading in enumerate(FORM_HEADINGS)
}

_DTYPES = {
    LogicalType.INTEGER: "Int64",
    LogicalType.NUMBER: "Float64",
    LogicalType.STRING: "str",
    LogicalType.TIME: "str",
}

Cell = str | int | float | None
FormRow = dict[str, Cell]


def form_row(kode: str, *, seed: int = 0, **changes: Cell) -> FormRow:
    """One sound row of the province's form; another `seed` gives other counts. `changes` by heading."""
    wilayah = load_register().get(kode)
    assert wilayah.penduduk is not None
    wajib, anak = wilayah.penduduk * 73 // 100, wilayah.penduduk * 28 // 100
    rekam, kia, akta = wajib * 98 // 100 + seed, anak * 55 // 100 + seed, anak * 97 // 100 + seed
    counts = (wajib, rekam, 100 * rekam / wajib, 3 + seed, 400 + seed, 2_000 + seed)
    children = (anak, kia, 100 * kia / anak, anak, akta, 100 * akta / anak)
    rest = (8_100 + seed, 8_200 + seed, 900 + seed, 20 + seed, 870 + seed, 30 + seed, 12, 14)
    figures: tuple[Cell, ...] = (*counts, *children, *rest)
    row: FormRow = {"kd_wilayah": kode.replace(".", ""), "kab_kota": wilayah.nama}
    return row | dict(zip(FORM_HEADINGS[2:], figures, strict=True)) | changes


def form_rows(*, seed: int = 0) -> list[FormRow]:
    """The 35 fixed rows of the form."""
    return [form_row(wilayah.kode, seed=seed) for wilayah in load_register().kabkota]


def write_form(
    path: Path,
    rows: Iterable[FormRow],
    *,
    title: str | None = "Periode 16–31 Oktober 2026",
    sheet: str = "Laporan",
) -> Path:
    """The province's form: two title rows, the headings in row 3, data from row 4 on."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    page.append(["LAPORAN KINERJA BIDANG 5"])
    page.append([title])
    page.append(list(FORM_HEADINGS))
    for row in rows:
        page.append([row[heading] for heading in FORM_HEADINGS])
    book.save(path)
    return path


def frames(*rows: Mapping[str, object]) -> dict[str, pd.DataFrame]:
    """Typed frames as the resolver gives them, one per contract: rows 2, 3, ... of the sheet "Data".

    A row names its kode_wilayah, tanggal_awal and tanggal where it does not mean Cilacap on 31 October 2026,
    and its figures by field; contracts none of whose fields are named stay away.
    """
    named = {name for row in rows for name in row}
    return {
        name: _frame(name, rows)
        for name, contract in load_contracts().items()
        if named & {field.name for field in contract.measured}
    }


def _frame(contract: str, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    defaults = {"kode_wilayah": "33.01", "tanggal_awal": date(2026, 10, 16), "tanggal": date(2026, 10, 31)}
    full = [defaults | dict(row) for row in rows]
    columns: dict[str, object] = {
        "sheet": pd.Series(["Data"] * len(rows), dtype="str"),
        "source_row": pd.Series(range(2, len(rows) + 2), dtype="Int64"),
        "kode_wilayah": pd.Series([row["kode_wilayah"] for row in full], dtype="str"),
        "tanggal_awal": pd.Series([row["tanggal_awal"] for row in full], dtype="datetime64[us]"),
        "tanggal": pd.Series([row["tanggal"] for row in full], dtype="datetime64[us]"),
    }
    for dimension in load_contracts()[contract].dimensions:
        values = [row.get(dimension.name, "semua") for row in rows]
        columns[dimension.name] = pd.Series(values, dtype="str")
    for field in load_contracts()[contract].fields:
        if field.measure is not Measure.KEY and any(field.name in row for row in rows):
            dtype = _DTYPES.get(field.logical_type, "datetime64[us]")
            columns[field.name] = pd.Series([row.get(field.name) for row in rows], dtype=dtype)
    return pd.DataFrame(columns)


def tables(*rows: Mapping[str, object]) -> tuple[Table, ...]:
    return tables_of(frames(*rows))


def places(*fields: str, texts: Mapping[SourceRow, Mapping[str, str]] | None = None) -> Places:
    """A sheet "Data" whose columns A, B, ... hold these fields."""
    uses = [
        ColumnUse(sheet="Data", contract="", field=field, column=chr(ord("A") + place), header=field)
        for place, field in enumerate(fields)
    ]
    return Places.of(uses, texts=texts or {})


@dataclass(frozen=True, slots=True)
class Remembered:
    """A past kept in memory: `rows[contract]` as the ledger gives it; other contracts have none."""

    rows: Mapping[str, pd.DataFrame] = part(default_factory=dict)
    files: Mapping[int, Submission] = part(default_factory=dict)

    def past(self, contracts: Iterable[str], *, windows: Sequence[Window]) -> Mapping[str, pd.DataFrame]:
        return {contract: self._past(contract, windows=windows) for contract in contracts}

    def _past(self, contract: str, *, windows: Sequence[Window]) -> pd.DataFrame:
        rows = as_reported(contract, self.rows.get(contract, _frame(contract, [])))
        seen = [_is_in(window, rows) for window in windows]
        return rows[pd.concat(seen, axis="columns").any(axis="columns")]

    def submission(self, submission_id: int) -> Submission:
        return self.files[submission_id]


def as_reported(contract: str, frame: pd.DataFrame, *, simulasi: bool = False) -> pd.DataFrame:
    """As the ledger gives it: with what is known of the submission, and every field of the contract."""
    told: dict[str, object] = {
        "submission_id": pd.Series(1, index=frame.index, dtype="Int64"),
        "simulasi": pd.Series(simulasi, index=frame.index, dtype="boolean"),
    }
    for measured in load_contracts()[contract].measured:
        dtype = _DTYPES.get(measured.logical_type, "datetime64[us]")
        told[measured.name] = pd.Series([None] * len(frame), index=frame.index, dtype=dtype)
    return frame.assign(**{name: values for name, values in told.items() if name not in frame})


def _is_in(window: Window, rows: pd.DataFrame) -> "pd.Series[bool]":
    days = rows["tanggal"].between(pd.Timestamp(window.since), pd.Timestamp(window.until))
    return days & rows["kode_wilayah"].isin(list(window.kodes or ()))

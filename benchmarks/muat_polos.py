"""What the same files cost others: pandas, Great Expectations and to_sql; and loading without any check."""

import sqlite3
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.sejuta import HEADINGS, write_million
from benchmarks.yardsticks import Timing, timed
from pantau.demo import EXAMPLES

_FORM_COLUMNS = ("wajib_ktp_el", "jml_perekaman", "sisa_suket", "sisa_prr", "sisa_blangko_ktp_el")


def bare_loading(folder: Path) -> Iterator[Timing]:
    """The 24 forms and the million rows, by the usual tools; Great Expectations is imported beforehand."""
    yield timed("patokan: 24 formulir, pandas + Great Expectations + to_sql", lambda: _forms(folder), runs=1)
    million = write_million(folder / "sejuta.csv").path
    yield timed(
        "patokan: sejuta baris, pandas + Great Expectations + to_sql",
        lambda: _million(million, folder),
        runs=1,
    )
    yield timed("patokan: sejuta baris, DuckDB tanpa pemeriksaan", lambda: _duckdb(million, folder), runs=1)


def _forms(folder: Path) -> None:
    with sqlite3.connect(folder / "polos.db") as database:
        for path in sorted((EXAMPLES / "simulasi").glob("*laporan-kinerja-bidang-5*.xlsx")):
            frame = pd.read_excel(path, header=2, dtype=str, engine="calamine")
            numbers = frame.reindex(columns=_FORM_COLUMNS).apply(pd.to_numeric, errors="coerce")
            _expect_no_negative(numbers)
            frame.astype(str).to_sql("formulir", database, if_exists="append", index=False)


def _million(path: Path, folder: Path) -> None:
    frame = pd.read_csv(path, sep=";", dtype=str)
    counts = frame.loc[:, list(HEADINGS[3:])].apply(pd.to_numeric, errors="coerce")
    _expect_no_negative(counts)
    with sqlite3.connect(folder / "polos_sejuta.db") as database:
        frame.to_sql("harian", database, index=False)


def _expect_no_negative(frame: pd.DataFrame) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx

        suite = gx.ExpectationSuite("polos", expectations=_expectations(list(frame.columns)))
        asset = gx.get_context(mode="ephemeral").data_sources.add_pandas("polos").add_dataframe_asset("isi")
        batch = asset.add_batch_definition_whole_dataframe("semua").get_batch({"dataframe": frame})
        batch.validate(suite, result_format="BOOLEAN_ONLY")


def _expectations(columns: Sequence[str]) -> list[object]:
    import great_expectations.expectations as gxe

    return [gxe.ExpectColumnValuesToBeBetween(column=name, min_value=0) for name in columns]


def _duckdb(path: Path, folder: Path) -> None:
    with duckdb.connect(str(folder / "polos.duckdb")) as database:
        source = f"read_csv('{path}', delim=';', all_varchar=true)"
        database.execute(f"CREATE TABLE harian AS SELECT * FROM {source}")

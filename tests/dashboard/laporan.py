"""Reports of all 35 written straight into a ledger; their figures follow from code and period alone.

The real intake stands in the way of what these tests ask; the browser tests go through it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.contract import Severity
from data_contracts.periode import Periode
from warehouse.engines import create_ledger_engine
from warehouse.files import FileStore
from warehouse.ledger import Ledger
from warehouse.marts import create_mart_store, publish
from warehouse.records import ColumnUse, Finding, NewSubmission, RowCount, State

COLUMNS = {
    "perekaman": {"wajib_ktp": "C", "sudah_rekam": "D", "persen_rekam": "E", "prr": "G"},
    "suket": {"sisa_suket": "F"},
    "blangko": {"sisa_blangko": "H", "cetak_ktp": "I"},
    "dokumen": {"anak_0_17": "J", "kia": "K", "anak_0_18": "L", "akta_0_18": "M"},
}
FIRST_ROW = 5
PERIODS = Periode.range(Periode.parse("2026-08-P2"), Periode.parse("2026-11-P1"))
SILENT = ("33.05", "33.28")


def wajib_ktp(kode: str) -> int:
    penduduk = load_register().get(kode).penduduk
    assert penduduk is not None
    return penduduk * 3 // 4


def sudah_rekam(kode: str, *, step: int) -> int:
    """Coverage between 97 and 100,5 %, a little more with every half-month, except in Brebes."""
    ordinal = int(kode.replace(".", "")) % 17
    permille = 970 + 2 * ordinal + (-step if kode == "33.29" else step)
    return wajib_ktp(kode) * permille // 1000


def counts(kode: str, *, step: int) -> dict[str, dict[str, object]]:
    """The figures of one regency in the `step`-th half-month, by contract and field."""
    due, done = wajib_ktp(kode), sudah_rekam(kode, step=step)
    ordinal = int(kode.replace(".", "")) % 17
    return {
        "perekaman": {
            "wajib_ktp": due,
            "sudah_rekam": done,
            "persen_rekam": round(100 * done / due, 2),
            "prr": 40 * ordinal,
        },
        "suket": {"sisa_suket": 5 * (ordinal % 4)},
        "blangko": {"sisa_blangko": 300 * ordinal, "cetak_ktp": 900 + 10 * ordinal},
        "dokumen": {
            "anak_0_17": due // 3,
            "kia": due // 5,
            "anak_0_18": due // 3 + 100,
            "akta_0_18": due // 3 - 900,
        },
    }


def send_report(
    ledger: Ledger, files: FileStore, kode: str, *, periode: Periode, step: int, name: str, days: int = 2
) -> int:
    """One regency's report for one half-month, received so many days after its end; returns its number."""
    received = datetime.combine(periode.end + timedelta(days=days), time(3, 0), tzinfo=UTC)
    content = f"laporan {kode} {periode} {name}".encode()
    draft = Path(files.path(hashlib.sha256(content).hexdigest()))
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_bytes(content)
    rows = {
        contract: pd.DataFrame([_row(kode, periode, fields)], dtype=object)
        for contract, fields in counts(kode, step=step).items()
    }
    return ledger.record(
        NewSubmission(
            sha256=hashlib.sha256(content).hexdigest(),
            file_name=name,
            size=len(content),
            sender=f"Disdukcapil {load_register().get(kode).nama}",
            received_at=received,
            entered_at=received,
            simulasi=True,
            state=State.ACCEPTED_WITH_WARNINGS,
            contracts=tuple(rows),
            rows=RowCount(read=2, accepted=1, ignored=1),
        ),
        rows=rows,
        ignored=(),
        columns=_columns(),
        findings=(_finding(kode, periode),),
    )


def fill(home: Path, *, periods: Sequence[Periode], silent: Sequence[str] = ()) -> None:
    """A data folder with a report of everyone for every half-month; `silent` owe the last one. Published."""
    files = FileStore(home / "berkas")
    with open_ledger(home) as ledger:
        ledger.create()
        for step, periode in enumerate(periods):
            for wilayah in load_register().kabkota:
                if periode == periods[-1] and wilayah.kode in silent:
                    continue
                name = f"laporan_{wilayah.kode}_{periode}.xlsx"
                send_report(ledger, files, wilayah.kode, periode=periode, step=step, name=name)
        publish_now(home, ledger)


def open_ledger(home: Path) -> closing[Ledger]:
    """The ledger of a data folder, for a `with`."""
    return closing(Ledger(create_ledger_engine(f"sqlite:///{home / 'buku_besar.db'}")))


def publish_now(home: Path, ledger: Ledger) -> None:
    with closing(create_mart_store(f"duckdb:///{home / 'marts'}")) as store:
        publish(ledger, store=store, now=datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    store.close()


def _row(kode: str, periode: Periode, fields: dict[str, object]) -> dict[str, object]:
    return {
        "sheet": "Laporan",
        "source_row": FIRST_ROW,
        "kode_wilayah": kode,
        "tanggal_awal": periode.start,
        "tanggal": periode.end,
        "accepted": True,
        "marked": True,
        "raw": None,
        **fields,
    }


def _columns() -> tuple[ColumnUse, ...]:
    return tuple(
        ColumnUse(sheet="Laporan", contract=contract, field=field, column=column, header=f"judul {field}")
        for contract, fields in COLUMNS.items()
        for field, column in fields.items()
    )


def _finding(kode: str, periode: Periode) -> Finding:
    return Finding(
        rule="uji",
        severity=Severity.WARNING,
        message="Sisa PRR <b>belum</b> cocok; periksa kembali.",
        contract="perekaman",
        field="prr",
        sheet="Laporan",
        cell=f"G{FIRST_ROW}",
        wilayah=kode,
        tanggal=periode.end,
        value="<script>",
    )

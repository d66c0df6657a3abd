"""A field's completeness counts within the reports that came, and nothing where none came."""

from __future__ import annotations

import pandas as pd

from data_contracts.catalogue import load_contracts
from data_contracts.periode import Periode
from metrics.isian import field_fill
from tests.metrics.reports import KUDUS, PATI, PROVINCE, Reports, row

P1, P2 = Periode.parse("2026-10-P1"), Periode.parse("2026-10-P2")


def filled(frame: pd.DataFrame, field: str) -> list[object]:
    found = frame[frame["field"] == field].iloc[0]
    return [None if pd.isna(found[name]) else found[name] for name in ("n_filled", "n_reported", "share")]


def test_a_blank_counts_against_the_reports_of_its_contract_only(reports: Reports) -> None:
    reports.send(row(KUDUS, P2.end, wajib_ktp=10, sudah_rekam=9), row(PATI, P2.end, wajib_ktp=10))
    reports.send(row(PATI, P2.end, sisa_suket=0))
    fill = field_fill(reports.marts(), periods=(P2,))
    assert filled(fill, "wajib_ktp") == [2, 2, 100]
    assert filled(fill, "sudah_rekam") == [1, 2, 50]
    assert filled(fill, "sisa_suket") == [1, 1, 100]
    assert filled(fill, "suket_terbit") == [0, 1, 0]
    assert filled(fill, "kia") == [0, 0, None]


def test_levels_and_flows_of_one_regency_make_one_report(reports: Reports) -> None:
    reports.send(row(KUDUS, P2.end, awal=P2.start, sisa_blangko=5, cetak_ktp=2))
    fill = field_fill(reports.marts(), periods=(P2,))
    assert filled(fill, "sisa_blangko") == [1, 1, 100]
    assert filled(fill, "cetak_ktp") == [1, 1, 100]


def test_one_regency_is_counted_over_its_half_months_kecamatan_included(reports: Reports) -> None:
    reports.send(row(KUDUS, P1.end, wajib_ktp=1, sudah_rekam=1))
    reports.send(row("33.19.01", P2.end, wajib_ktp=1))
    reports.send(row(PATI, P2.end, wajib_ktp=1, sudah_rekam=1))
    reports.send(row(PROVINCE, P2.end, wajib_ktp=1, sudah_rekam=1))
    fill = field_fill(reports.marts(), periods=(P1, P2), wilayah=KUDUS)
    assert filled(fill, "wajib_ktp") == [2, 2, 100]
    assert filled(fill, "sudah_rekam") == [1, 2, 50]
    assert filled(field_fill(reports.marts(), periods=(P2,)), "sudah_rekam") == [1, 2, 50]


def test_every_field_has_its_row_even_when_nobody_reported(reports: Reports) -> None:
    fill = field_fill(reports.marts(), periods=())
    measured = [(c.name, field.name) for c in load_contracts().values() for field in c.measured]
    assert list(zip(fill["contract"], fill["field"], strict=True)) == measured
    assert fill["share"].isna().all()

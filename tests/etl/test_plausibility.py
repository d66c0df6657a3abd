"""A row held against the day it arrived, the register and its own stock."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from data_contracts.catalogue import load_register
from data_contracts.contract import Severity
from etl.observations import Observation
from etl.plausibility import check_plausibility
from tests.etl.laporan import places, tables

# 17.30 UTC is half past midnight of the next day in Semarang.
THIRTIETH = datetime(2026, 10, 29, 17, 30, tzinfo=UTC)


def observed(
    *rows: Mapping[str, object], received_at: datetime = THIRTIETH, fields: tuple[str, ...] = ()
) -> tuple[Observation, ...]:
    return check_plausibility(tables(*rows), received_at=received_at, places=places(*fields))


def a_day(day: int) -> dict[str, object]:
    return {"tanggal_awal": date(2026, 10, day), "tanggal": date(2026, 10, day), "rekam_baru": 5}


@pytest.mark.parametrize("day", [1, 29, 30])
def test_a_day_up_to_the_day_of_arrival_in_western_indonesia_is_fine(day: int) -> None:
    assert observed(a_day(day)) == ()


def test_a_day_after_the_arrival_is_an_error_at_its_date() -> None:
    [observation] = observed(a_day(30), a_day(31), fields=("tanggal", "rekam_baru"))
    finding = observation.finding
    assert (finding.rule, finding.severity, finding.cell) == ("tanggal_di_masa_depan", Severity.ERROR, "A3")
    assert observation.rows == {("Data", 3)}
    assert "31 Oktober 2026" in finding.message
    assert "30 Oktober 2026" in finding.message


def test_a_half_month_that_is_not_over_is_a_warning_told_once_for_all_its_rows() -> None:
    [observation] = observed({"prr": 1}, {"prr": 2, "kode_wilayah": "33.74"})
    finding = observation.finding
    assert (finding.rule, finding.severity) == ("periode_belum_selesai", Severity.WARNING)
    assert (finding.sheet, finding.cell, finding.wilayah) == ("Data", None, None)
    assert observation.rows == {("Data", 2), ("Data", 3)}


def test_a_half_month_that_has_not_begun_is_an_error() -> None:
    [observation] = observed({"prr": 1}, received_at=datetime(2026, 10, 15, 3, 0, tzinfo=UTC))
    assert (observation.finding.rule, observation.finding.severity) == (
        "tanggal_di_masa_depan",
        Severity.ERROR,
    )


@pytest.mark.parametrize(("percent", "warns"), [(64.9, True), (65.1, False), (79.9, False), (80.1, True)])
def test_wajib_ktp_is_usually_two_thirds_to_four_fifths_of_the_population(
    percent: float, warns: bool
) -> None:
    penduduk = load_register().get("33.74").penduduk
    assert penduduk is not None
    row = {"kode_wilayah": "33.74", "wajib_ktp": round(penduduk * percent / 100)}
    rules = [each.finding.rule for each in observed(row, received_at=datetime(2026, 11, 2, tzinfo=UTC))]
    assert rules == (["wajib_ktp_rasio"] if warns else [])


def test_where_the_register_has_no_population_the_share_is_not_judged() -> None:
    row = {"kode_wilayah": "33.74.01", "wajib_ktp": 5}
    assert observed(row, received_at=datetime(2026, 11, 2, tzinfo=UTC)) == ()


@pytest.mark.parametrize(
    ("issued", "stock", "warns"),
    [(3, 10, True), (0, 10, False), (3, 0, False), (None, 10, False), (3, None, False)],
)
def test_suket_issued_while_blangko_is_in_stock_asks_for_the_reason(
    issued: int | None, stock: int | None, warns: bool
) -> None:
    row = {"suket_terbit": issued, "sisa_blangko": stock}
    found = observed(
        row, received_at=datetime(2026, 11, 2, tzinfo=UTC), fields=("sisa_blangko", "suket_terbit")
    )
    assert [each.finding.rule for each in found] == (["suket_saat_blangko_ada"] if warns else [])
    if warns:
        finding = found[0].finding
        assert (finding.contract, finding.field, finding.cell) == ("suket", "suket_terbit", "B2")
        assert "Kabupaten Cilacap menerbitkan 3 Suket padahal masih ada 10 keping blangko" in finding.message

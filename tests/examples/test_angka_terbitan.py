"""Published figures from the example files to the value a page shows; expected values worked out by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd

from metrics.lineage import lineage
from metrics.measure import measure
from tests.examples.conftest import SEKARANG, Dimuat


def nilai(dimuat: Dimuat, indicator: str, wilayah: str, tanggal: date) -> pd.Series:
    (_, baris), *lain = measure(
        dimuat.marts, indicators=[indicator], wilayah=wilayah, tanggal=tanggal, now=SEKARANG
    ).iterrows()
    assert not lain
    return baris


def test_above_100_percent_is_shown_as_it_is_and_asks_for_the_denominator(dimuat: Dimuat) -> None:
    jateng = nilai(dimuat, "cakupan_perekaman", "33", date(2021, 7, 15))
    # 29.260.118 / 28.126.986 = 1,040286...; the source printed 103.
    assert (jateng["numerator"], jateng["denominator"]) == (29_260_118, 28_126_986)
    assert (jateng["value"], jateng["reported_value"]) == (104.03, 103)
    assert jateng["status"] == "periksa penyebut"
    assert not jateng["simulasi"]


def test_a_statement_without_counts_is_kept_and_enters_no_total(dimuat: Dimuat) -> None:
    jateng = nilai(dimuat, "cakupan_perekaman", "33", date(2020, 9, 1))
    # "98 persen", "tinggal 1,04 persen": 100 - 1,04.
    assert (jateng["value"], jateng["reported_value"]) == (98.96, 98)
    assert jateng["status"] == "tanpa angka dasar"
    assert jateng[["numerator", "denominator"]].isna().all()
    semua = measure(dimuat.marts, indicators=["belum_rekam"], tanggal=date(2020, 9, 15), now=SEKARANG)
    assert semua["value"].isna().all()


def test_blora_closes_its_stock_at_2916(dimuat: Dimuat) -> None:
    blora = nilai(dimuat, "sisa_blangko", "33.16", date(2020, 2, 14))
    assert blora["value"] == 22_000 - 19_084 == 2_916


def test_pati_shows_what_its_counts_give_beside_what_was_printed(dimuat: Dimuat) -> None:
    pati = nilai(dimuat, "persen_belum_rekam", "33.18", date(2018, 12, 19))
    assert (pati["value"], pati["reported_value"]) == (1.28, 3.6)
    assert "tertulis 3,60 %, hasil hitung ulang 1,28 %" in pati["reason"]


def test_where_real_and_simulated_meet_the_real_ones_stand_alone(dimuat: Dimuat) -> None:
    batang = nilai(dimuat, "cakupan_kia", "33.25", date(2025, 12, 31))
    assert batang["value"] == round(100 * 133_000 / 215_000, 2) == 61.86
    assert not batang["simulasi"]


def test_the_provinces_total_is_the_sum_of_the_cells_behind_it(dimuat: Dimuat) -> None:
    akhir = date(2026, 11, 15)
    jateng = nilai(dimuat, "cakupan_perekaman", "33", akhir)
    sel = lineage(dimuat.ledger, indicator="cakupan_perekaman", wilayah="33", tanggal=akhir)
    menurut_peran = sel.groupby("role")["value"].sum()
    assert (menurut_peran["numerator"], menurut_peran["denominator"]) == (
        jateng["numerator"],
        jateng["denominator"],
    )
    assert set(sel["wilayah"].value_counts()) == {2}
    assert sel["wilayah"].nunique() == jateng["n_reported"] == 34

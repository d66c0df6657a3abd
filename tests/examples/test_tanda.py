"""The stories planted in the examples are flagged in time, and nothing else turns red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from data_contracts.aturan import load_settings
from data_contracts.periode import Periode
from metrics.bendera import evaluate
from scripts.simulasi_cerita import (
    BREBES,
    GROBOGAN,
    KOTA_SEMARANG,
    PEMALANG,
    SUSUT_BREBES,
    WONOGIRI,
)
from scripts.simulasi_daerah import DKB_TERAKHIR, PERIODE
from tests.examples.conftest import SEKARANG, Dimuat

CILACAP, KENDAL, KOTA_TEGAL = "33.01", "33.24", "33.76"
TWO_PERIODS = 2


@dataclass(frozen=True)
class Cerita:
    """One planted story: what is flagged, and since when it can be seen in the figures."""

    wilayah: str
    rule: str
    indicator: str
    mulai: Periode
    warna: str = "merah"


AWAL_DINILAI = Periode(2026, 6, 1)
"""The first half-month with the twelve changes a direction needs."""

CERITA = (
    Cerita(BREBES, "tertinggal", "cakupan_perekaman", PERIODE[-len(SUSUT_BREBES)]),
    # Each half-month 260 cards more wait for print; a thousand of them are behind the target.
    Cerita(BREBES, "tertinggal", "prr", Periode(2026, 10, 2)),
    Cerita(KOTA_SEMARANG, "tertinggal", "cakupan_perekaman", Periode.of(DKB_TERAKHIR)),
    Cerita(PEMALANG, "tertinggal", "prr", Periode(2026, 9, 1)),
    # The four lowest shares of child cards rise too slowly to reach the target.
    Cerita(CILACAP, "tertinggal", "cakupan_kia", AWAL_DINILAI),
    Cerita(BREBES, "tertinggal", "cakupan_kia", AWAL_DINILAI),
    Cerita(KENDAL, "tertinggal", "cakupan_kia", AWAL_DINILAI),
    Cerita(PEMALANG, "tertinggal", "cakupan_kia", AWAL_DINILAI),
    # The stock lasts less than a delivery takes; letters come when the cards are as good as gone.
    Cerita(PEMALANG, "blangko_habis", "hari_cukup_blangko", Periode(2026, 10, 2)),
    Cerita(PEMALANG, "suket_saat_blangko_ada", "sisa_suket", PERIODE[-1], warna="kuning"),
    Cerita(WONOGIRI, "belum_lapor", "kelengkapan_laporan", Periode(2026, 10, 2)),
    Cerita(GROBOGAN, "kemungkinan_salinan", "kelengkapan_laporan", PERIODE[-1], warna="kuning"),
    Cerita(BREBES, "perekaman_turun", "cakupan_perekaman", PERIODE[-len(SUSUT_BREBES)], warna="kuning"),
    Cerita(KOTA_TEGAL, "periksa_penyebut", "cakupan_perekaman", PERIODE[0], warna="biru"),
)


@pytest.fixture(scope="module")
def tanda(dimuat: Dimuat) -> pd.DataFrame:
    """Every flag of the simulated year."""
    return evaluate(dimuat.marts, settings=load_settings(), now=SEKARANG, periods=PERIODE)


def _warna(tanda: pd.DataFrame, cerita: Cerita) -> dict[str, str | None]:
    """Half-month -> colour of what the story is about."""
    baris = tanda[
        (tanda["wilayah"] == cerita.wilayah)
        & (tanda["rule"] == cerita.rule)
        & (tanda["indicator"] == cerita.indicator)
    ]
    return dict(zip(baris["periode"], baris["severity"], strict=True))


@pytest.mark.parametrize("cerita", CERITA, ids=lambda satu: f"{satu.wilayah} {satu.rule} {satu.indicator}")
def test_a_planted_story_is_flagged_within_two_periods(tanda: pd.DataFrame, cerita: Cerita) -> None:
    warna = _warna(tanda, cerita)
    dari = PERIODE.index(cerita.mulai)
    assert cerita.warna in [warna[str(periode)] for periode in PERIODE[dari : dari + TWO_PERIODS]]


def test_nothing_but_the_planted_stories_turns_red(tanda: pd.DataFrame, tell: Callable[[str], None]) -> None:
    merah = tanda[tanda["severity"] == "merah"]
    ada = set(merah[["wilayah", "rule", "indicator"]].itertuples(index=False, name=None))
    ditanam = {(satu.wilayah, satu.rule, satu.indicator) for satu in CERITA if satu.warna == "merah"}
    tell(f"cerita: {len(ditanam)} merah, di luar itu {len(ada - ditanam)} dari {len(tanda)} hasil")
    assert ada == ditanam


def test_no_story_is_red_before_it_begins(tanda: pd.DataFrame) -> None:
    for cerita in CERITA:
        warna = _warna(tanda, cerita)
        sebelum = [warna[str(periode)] for periode in PERIODE if periode < cerita.mulai]
        assert cerita.warna not in sebelum, cerita


def test_every_wilayah_indicator_rule_and_period_has_an_outcome(tanda: pd.DataFrame) -> None:
    keys = ["wilayah", "indicator", "rule", "periode"]
    rules = tanda[["indicator", "rule"]].drop_duplicates()
    assert not tanda.duplicated(keys).any()
    assert len(tanda) == 35 * len(PERIODE) * len(rules)
    assert set(tanda["outcome"]) == {"raised", "clear", "not_assessable"}


def test_a_silent_regency_is_never_called_good(tanda: pd.DataFrame) -> None:
    bungkam = tanda[(tanda["wilayah"] == WONOGIRI) & (tanda["periode"] == str(PERIODE[-1]))]
    assert set(bungkam.loc[bungkam["rule"] == "tertinggal", "outcome"]) == {"not_assessable"}
    assert set(bungkam.loc[bungkam["rule"] == "tertinggal", "severity"]) == {"abu-abu"}


def test_the_half_month_of_a_new_dkb_cannot_be_judged(tanda: pd.DataFrame) -> None:
    lompat = tanda[
        (tanda["wilayah"] == KOTA_SEMARANG)
        & (tanda["rule"] == "tertinggal")
        & (tanda["indicator"] == "cakupan_perekaman")
        & (tanda["periode"] == str(Periode.of(DKB_TERAKHIR)))
    ]
    assert lompat["outcome"].tolist() == ["not_assessable"]
    assert "penyebut kedua ujung" in lompat["message"].iloc[0]

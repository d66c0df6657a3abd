"""The page Tertinggal: who is behind, counted once each, and in words an official would say."""

from __future__ import annotations

from datetime import date

import pytest

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from metrics.catalogue import load_indicators
from metrics.tanda import RULES, flagged_indicators, rule_name
from metrics.tertinggal import COLOURS, say_place, standings_of
from tests.metrics.reports import BLORA, KUDUS, PATI, REGENCIES, SEMARANG
from tests.metrics.tanda import flag

PERIODE = Periode.parse("2026-10-P2")


def everyone_clear(**other: str | None) -> list[object]:
    """Verdicts of all 35 on recording; `other` by code without its dot."""
    return [flag(code, severity=other.get(f"k{code[3:]}")) for code in REGENCIES]


def test_without_a_red_one_the_sentence_says_so() -> None:
    found = standings_of(everyone_clear(), periode=PERIODE)
    assert found.sentence == "Tidak ada daerah merah pada 16–31 Oktober 2026. 35 sesuai."


def test_each_regency_counts_once_under_its_worst_colour() -> None:
    flags = [
        *everyone_clear(k16="merah", k18="kuning", k19="abu-abu", k74="biru"),
        flag(BLORA, severity="merah", indicator="cakupan_kia"),
        flag(PATI, severity="abu-abu", indicator="cakupan_kia"),
        flag(KUDUS, severity=None, indicator="cakupan_kia"),
    ]
    found = standings_of(flags, periode=PERIODE)
    assert found.sentence == (
        "1 daerah merah pada 16–31 Oktober 2026: Blora (Perekaman, KIA). "
        "1 kuning; 1 periksa penyebut; 1 belum dapat dinilai; 31 sesuai."
    )
    assert [place.kode for place in found.standing["merah"]] == [BLORA]
    assert [place.kode for place in found.standing["kuning"]] == [PATI]
    assert [place.kode for place in found.standing["abu-abu"]] == [KUDUS]
    assert [place.kode for place in found.standing["biru"]] == [SEMARANG]
    assert sum(map(len, found.standing.values())) == 35


def test_what_nobody_can_be_judged_on_makes_no_regency_grey() -> None:
    nobody = [flag(code, severity="abu-abu", indicator="cakupan_kia") for code in REGENCIES]
    found = standings_of([*everyone_clear(k16="abu-abu"), *nobody], periode=PERIODE)
    assert [item.id for item in found.unjudged] == ["cakupan_kia"]
    assert [place.kode for place in found.standing["abu-abu"]] == [BLORA]
    assert len(found.standing["sesuai"]) == 34
    assert found.verdicts[KUDUS, "cakupan_kia"].severity == "abu-abu"


def test_where_nothing_can_be_judged_everyone_is_grey() -> None:
    nobody = [flag(code, severity="abu-abu") for code in REGENCIES]
    found = standings_of(nobody, periode=PERIODE)
    assert not found.unjudged
    assert len(found.standing["abu-abu"]) == 35


@pytest.mark.parametrize(
    ("n", "named"),
    [
        (
            5,
            "Purbalingga (Perekaman), Banjarnegara (Perekaman), dan Kebumen (Perekaman).",
        ),
        (7, "Banjarnegara (Perekaman), dan 3 lainnya."),
    ],
)
def test_of_many_red_ones_the_first_are_named(n: int, named: str) -> None:
    red = {f"k{code[3:]}": "merah" for code in REGENCIES[:n]}
    assert named in standings_of(everyone_clear(**red), periode=PERIODE).sentence


def test_one_regency_is_said_indicator_by_indicator_worst_first() -> None:
    flags = [
        flag(BLORA, severity=None, indicator="prr"),
        flag(BLORA, severity="kuning", indicator="cakupan_akta"),
        flag(BLORA, severity="merah", indicator="cakupan_kia"),
        flag(BLORA, severity="merah"),
    ]
    assert say_place(standings_of(flags, periode=PERIODE), wilayah=BLORA) == (
        "Blora pada 16–31 Oktober 2026: tertinggal pada KIA dan Perekaman; waspada pada Akta lahir; "
        "sesuai pada PRR."
    )


def test_the_signals_of_a_verdict_come_in_the_order_in_which_they_are_asked() -> None:
    flags = [
        flag(BLORA, severity=severity, rule=rule)
        for rule, severity in (
            ("laju", "kuning"),
            ("arah", None),
            ("target", "kuning"),
            ("tertinggal", "merah"),
        )
    ]
    flags.append(flag(KUDUS, severity="kuning", rule="sebaya"))
    found = standings_of(flags, periode=PERIODE)
    assert [each.rule for each in found.signals(BLORA, "cakupan_perekaman")] == ["target", "arah", "laju"]


def test_findings_are_the_other_rules_that_went_up() -> None:
    flags = [
        flag(BLORA, severity="kuning", rule="target"),
        flag(BLORA, severity="merah"),
        flag(PATI, severity="merah", rule="belum_lapor", indicator="kelengkapan_laporan"),
        flag(KUDUS, severity=None, rule="kemungkinan_salinan", indicator="kelengkapan_laporan"),
    ]
    found = standings_of(flags, periode=PERIODE)
    assert [(each.rule, each.wilayah.kode) for each in found.findings] == [("belum_lapor", PATI)]


def test_a_flag_is_read_without_the_names_in_front_and_with_its_cells_apart() -> None:
    found = flag(BLORA, severity="merah", nilai=97.5, sel=["berkas.xlsx, Lembar, D12"])
    assert (found.message, found.since) == ("Kata tertinggal.", date(2026, 9, 15))
    assert (dict(found.facts), found.cells) == ({"nilai": 97.5}, ("berkas.xlsx, Lembar, D12",))


def test_a_rule_nobody_named_is_called_by_its_own_name() -> None:
    assert rule_name("aturan_baru").nama == "Aturan baru"
    assert "aturan_baru" not in RULES


def test_the_colours_run_from_the_worst_to_the_best() -> None:
    assert COLOURS == ("merah", "kuning", "biru", "abu-abu", "sesuai")
    assert {item.id for item in flagged_indicators()} <= set(load_indicators())
    assert len(load_register().kabkota) == 35

"""The methods in words: the committed page is the one they make, and every setting has a method."""

from __future__ import annotations

from datetime import date

import pytest

from data_contracts.aturan import load_settings, with_changes
from metrics.metodologi import load_methods, parse_methods
from metrics.pengaturan import by_method, in_force, value_said
from metrics.tanda import RULES
from scripts.buat_metodologi import TARGET, rendered


def test_the_committed_page_is_the_one_the_methods_make() -> None:
    assert TARGET.read_text(encoding="utf-8") == rendered(), "run: python scripts/buat_metodologi.py"


def test_every_setting_stands_under_exactly_one_method() -> None:
    keys = [setting.kunci for _, own in by_method(load_settings()) for setting in own]
    assert sorted(keys) == sorted(load_settings())


def test_every_rule_names_a_method_that_is_told() -> None:
    assert {words.metode for words in RULES.values()} <= set(load_methods())


def test_a_method_may_not_name_a_setting_that_does_not_exist() -> None:
    text = "x: {nama: X, pertanyaan: A, cara: B, batasan: C, sumber: D, settings: [tidak_ada]}"
    with pytest.raises(ValueError, match="tidak_ada"):
        parse_methods(text)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("target_selisih_poin", "0,5 poin"),
        ("target_selisih_orang", "1.000 orang"),
        ("tren_khi_kuadrat", "9,5495 khi-kuadrat"),
        ("wajib_ktp_penduduk_atas", "0,8 bagian"),
        ("simulasi_benih", "2026"),
    ],
)
def test_a_value_is_said_with_its_unit_and_no_more_decimals_than_it_has(key: str, said: str) -> None:
    setting = load_settings()[key]
    assert value_said(setting.on(date(2026, 11, 15)), setting=setting) == said


def test_a_setting_has_its_line_in_force_those_before_and_those_to_come() -> None:
    lines = [
        {"berlaku_mulai": date(2026, month, 1), "nilai": value, "penulis": "A", "alasan": "B"}
        for month, value in ((3, 500), (12, 2000))
    ]
    setting = with_changes(load_settings(), {"target_selisih_orang": lines})["target_selisih_orang"]
    found = in_force(setting, on=date(2026, 11, 15))
    assert found.line.nilai == 500
    assert [line.nilai for line in found.former] == [1000]
    assert [line.nilai for line in found.coming] == [2000]

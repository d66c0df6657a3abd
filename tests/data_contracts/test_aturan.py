"""The settings: dated, with author and reason, never overwritten, and each of them read by somebody."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from data_contracts.aturan import (
    RULES_FILE,
    Rules,
    default_rules,
    load_settings,
    parse_settings,
    read_settings_file,
    rules_on,
    settings_mark,
    with_changes,
    with_value,
)
from data_contracts.catalogue import load_routine_contracts
from data_contracts.errors import ContractError

PACKAGE = RULES_FILE.read_text(encoding="utf-8")
PROJECT = RULES_FILE.parents[1]
KEY = "hari_jatuh_tempo"


def line(day: str, value: object, **more: object) -> dict[str, object]:
    start = date.fromisoformat(day)
    return {"berlaku_mulai": start, "nilai": value, "penulis": "Kabid", "alasan": "rapat", **more}


def test_a_change_holds_from_its_day_on_and_leaves_the_days_before_as_they_were() -> None:
    changed = with_changes(load_settings(), {KEY: [line("2026-12-01", 5)]})
    assert rules_on(changed, date(2026, 11, 30)).hari_jatuh_tempo == 3
    assert rules_on(changed, date(2026, 12, 1)).hari_jatuh_tempo == 5
    assert [each.nilai for each in changed[KEY].nilai] == [3, 5]


def test_of_two_lines_of_one_day_the_later_one_holds() -> None:
    changed = with_changes(load_settings(), {KEY: [line("2026-12-01", 5), line("2026-12-01", 4)]})
    assert rules_on(changed, date(2026, 12, 31)).hari_jatuh_tempo == 4


def test_before_the_first_line_the_first_line_holds() -> None:
    assert rules_on(load_settings(), date(1990, 1, 1)).hari_jatuh_tempo == 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tidak_ada": [line("2026-12-01", 5)]}, "tidak dikenal"),
        ({KEY: [line("2026-12-01", 99)]}, "99 di luar 0 sampai 14 hari"),
        ({KEY: [line("2026-12-01", 2.5)]}, "bilangan bulat"),
        ({KEY: [line("2026-12-01", "3")]}, "nilai bukan angka"),
        ({KEY: [line("2026-12-01", True)]}, "nilai bukan angka"),
        ({KEY: [line("2026-12-01", float("nan"))]}, "nan di luar 0 sampai 14 hari"),
        ({KEY: [line("2026-12-01", 5, catatan="x")]}, "catatan tidak dikenal"),
        ({KEY: [line("2026-12-01", 5, penulis="")]}, "penulis masih kosong"),
        ({KEY: [{"nilai": 5, "penulis": "A", "alasan": "B"}]}, "berlaku_mulai belum diisi"),
        ({KEY: [line("2026-12-01", 5, ditetapkan_pada="2026-12-01T09:00:00")]}, "tanpa zona waktu"),
        ({KEY: [5]}, "bukan baris dengan berlaku_mulai"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_name(changes: dict[str, list[dict]], said: str) -> None:
    with pytest.raises(ContractError, match=said):
        with_changes(load_settings(), changes)


@pytest.mark.parametrize(
    ("renamed", "unknown", "lacking"),
    [("hari_jatuh", "['hari_jatuh']", f"['{KEY}']"), (None, "[]", f"['{KEY}']")],
)
def test_unknown_and_missing_keys_fail_loudly(renamed: str | None, unknown: str, lacking: str) -> None:
    entries = yaml.safe_load(PACKAGE)
    entry = entries.pop(KEY)
    if renamed:
        entries[renamed] = entry
    said = re.escape(f"kunci tidak dikenal {unknown}, kunci yang kurang {lacking}")
    with pytest.raises(ContractError, match=said):
        parse_settings(yaml.safe_dump(entries))


def test_a_setting_without_any_line_fails() -> None:
    entries = yaml.safe_load(PACKAGE)
    entries[KEY]["nilai"] = []
    with pytest.raises(ContractError, match=f"{KEY}: nilai belum berisi satu baris pun"):
        parse_settings(yaml.safe_dump(entries))


@pytest.mark.parametrize("part", ["nama", "arti", "satuan", "paling_sedikit", "paling_banyak"])
def test_a_setting_that_does_not_say_everything_fails(part: str) -> None:
    entries = yaml.safe_load(PACKAGE)
    del entries[KEY][part]
    with pytest.raises(ContractError, match=f"{KEY}: {part} belum diisi"):
        parse_settings(yaml.safe_dump(entries))


def test_a_moment_of_the_past_knows_only_the_lines_written_by_then(tmp_path: Path) -> None:
    path = tmp_path / "aturan.yaml"
    path.write_text(
        f"{KEY}:\n- {{berlaku_mulai: 2026-01-01, nilai: 5, penulis: A, alasan: B,"
        " ditetapkan_pada: '2026-06-01T09:00:00+07:00'}\n",
        encoding="utf-8",
    )
    before, after = datetime(2026, 6, 1, 1, 59, tzinfo=UTC), datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    day = date(2026, 7, 1)
    assert rules_on(read_settings_file(path, known_at=before), day).hari_jatuh_tempo == 3
    assert rules_on(read_settings_file(path, known_at=after), day).hari_jatuh_tempo == 5
    assert rules_on(read_settings_file(path), day).hari_jatuh_tempo == 5


def test_without_a_file_of_its_own_a_data_folder_has_the_packages_settings(tmp_path: Path) -> None:
    assert read_settings_file(tmp_path / "aturan.yaml") is load_settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "bukan YAML yang terbaca"),
        ("\x00", "bukan YAML yang terbaca"),
        ("- a", "tiap kunci harus berisi daftar baris"),
        (f"{KEY}: 5", "tiap kunci harus berisi daftar baris"),
        ("5: []\ntidak_ada: []", "kunci 5, tidak_ada tidak dikenal"),
        (
            f"{KEY}: [{{berlaku_mulai: besok, nilai: 3, penulis: A, alasan: B}}]",
            f"{KEY}: berlaku_mulai bukan tanggal",
        ),
        # YAML would keep the last of them and lose the lines of the first.
        (f"{KEY}: []\n{KEY}: []", f"{KEY}. ada dua kali"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_is_wrong_and_what_to_do(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "aturan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=rf"{path}: .*{said}.*; perbaiki berkas itu"):
        read_settings_file(path)


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "aturan.yaml"
    path.write_text("# belum ada\n", encoding="utf-8")
    assert read_settings_file(path) == load_settings()


def test_another_value_is_tried_as_if_it_had_always_been() -> None:
    tried = with_value(load_settings(), key="target_selisih_poin", value=0.2)
    assert rules_on(tried, date(2001, 1, 1)).target_selisih_poin == 0.2
    assert rules_on(load_settings(), date(2026, 1, 1)).target_selisih_poin == 0.5
    with pytest.raises(ContractError, match="di luar"):
        with_value(load_settings(), key="target_selisih_poin", value=99)


def test_the_mark_names_the_lines() -> None:
    changed = with_changes(load_settings(), {KEY: [line("2026-12-01", 5)]})
    assert settings_mark(load_settings()) == settings_mark(parse_settings(PACKAGE))
    assert settings_mark(changed) != settings_mark(load_settings())
    assert default_rules().versi != rules_on(changed, date(2026, 12, 2)).versi


def test_due_days_are_those_the_contracts_promise() -> None:
    for contract in load_routine_contracts().values():
        assert contract.sla.due_days == default_rules().hari_jatuh_tempo
        assert contract.sla.late_days == default_rules().hari_batas_terlambat


def test_each_setting_has_a_reader() -> None:
    folders = ("etl", "metrics", "reporting", "dashboard", "pantau")
    texts = [
        path.read_text(encoding="utf-8") for folder in folders for path in (PROJECT / folder).rglob("*.py")
    ]
    unread = [
        item.name
        for item in fields(Rules)
        if item.name != "versi" and not any(re.search(rf"\.{item.name}\b", text) for text in texts)
    ]
    assert unread == []

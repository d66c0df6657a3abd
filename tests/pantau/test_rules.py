"""Settings from the command line, and flags that are judged and kept with each publication."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_contracts.aturan import read_settings_file, rules_on
from data_contracts.errors import UsageError
from etl.intake import receive
from pantau import publishing
from pantau.cli import main
from pantau.doctor import examine
from pantau.publishing import record_flags, state_of
from pantau.rules_file import add_line, new_line, number_of
from pantau.settings import Settings
from pantau.worker import Rounds
from pantau.workplace import Workplace, open_workplace
from tests.etl.laporan import form_rows, write_form
from warehouse.marts import publish

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PANTAU_NOW", NOW.isoformat())
    return tmp_path / "var"


@pytest.fixture
def workplace(home: Path) -> Iterator[Workplace]:
    with open_workplace(Settings(home=home, now=NOW)) as workplace:
        yield workplace


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


def change(key: str, value: str) -> tuple[object, ...]:
    return "rules", "set", key, value, "--author", "Kepala Bidang 5", "--reason", "rapat 2 November"


def line(value: str, since: date = date(2026, 11, 2)) -> Any:
    return new_line(value=value, author="Kabid", reason="rapat", since=since, now=NOW)


def test_a_change_is_a_further_line_with_author_reason_and_moment(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*change("target_selisih_poin", "0,3"), "--from", "2026-12-01") == 0
    assert "Jarak ke target, poin: 0,3 poin mulai 1 Desember 2026" in capsys.readouterr().out
    settings = read_settings_file(home / "aturan.yaml")
    assert [each.nilai for each in settings["target_selisih_poin"].nilai] == [0.5, 0.3]
    added = settings["target_selisih_poin"].nilai[-1]
    assert (added.penulis, added.alasan, added.ditetapkan_pada) == (
        "Kepala Bidang 5",
        "rapat 2 November",
        NOW,
    )
    assert rules_on(settings, date(2026, 11, 30)).target_selisih_poin == 0.5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (change("tidak_ada", "3"), "tidak dikenal"),
        (change("hari_jatuh_tempo", "tiga"), "bukan angka"),
        (change("blangko_kiriman_terkecil", "1.000"), "dapat dibaca 1000 atau 1,000"),
        (change("hari_jatuh_tempo", "2,5"), "bilangan bulat"),
        (change("hari_jatuh_tempo", "99"), "di luar 0 sampai 14 hari"),
        ((*change("hari_jatuh_tempo", "4")[:-1], " "), "mengapa"),
        (("rules", "backtest", "hari_jatuh_tempo", "99"), "di luar"),
        (("rules", "backtest", "hari_jatuh_tempo", "4", "--periods", "0"), "satu periode"),
    ],
)
def test_what_cannot_be_set_is_one_sentence_and_changes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[object, ...], said: str
) -> None:
    assert run(*words) == 2
    assert said in capsys.readouterr().err
    assert not (home / "aturan.yaml").exists()


def test_two_who_change_at_once_lose_nothing(home: Path) -> None:
    path = home / "aturan.yaml"
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda n: add_line(path, key="hari_jatuh_tempo", line=line(str(n % 9))), range(12), timeout=30
            )
        )
    assert len(read_settings_file(path)["hari_jatuh_tempo"].nilai) == 13


def test_a_broken_file_is_named_and_left_alone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir(parents=True)
    (home / "aturan.yaml").write_text("hari_jatuh_tempo: [", encoding="utf-8")
    assert run(*change("hari_jatuh_tempo", "4")) == 4
    assert "aturan.yaml" in capsys.readouterr().err
    assert (home / "aturan.yaml").read_text(encoding="utf-8") == "hari_jatuh_tempo: ["


def test_the_doctor_names_a_broken_file_and_counts_what_was_changed(home: Path) -> None:
    run(*change("hari_jatuh_tempo", "4"))
    told = {check.name: check for check in examine(Settings(home=home, now=NOW))}["Pengaturan"]
    assert (told.passed, told.message.endswith("1 diubah di sini")) == (True, True)
    (home / "aturan.yaml").write_text("hari_jatuh_tempo: [", encoding="utf-8")
    told = {check.name: check for check in examine(Settings(home=home, now=NOW))}["Pengaturan"]
    assert not told.passed
    assert told.message.startswith(f"{home / 'aturan.yaml'}: bukan YAML yang terbaca")


def test_the_list_tells_value_unit_author_and_bounds(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(*change("hari_jatuh_tempo", "5"))
    capsys.readouterr()
    assert run("rules", "list", "--json") == 0
    found = {each["key"]: each for each in json.loads(capsys.readouterr().out)}
    due = found["hari_jatuh_tempo"]
    assert (due["value"], due["unit"], due["author"], due["most"]) == (5, "hari", "Kepala Bidang 5", 14)
    assert [each["nilai"] for each in due["lines"]] == [3, 5]
    assert run("rules", "list") == 0
    table = capsys.readouterr().out
    assert "5 hari" in table
    assert "Kepala Bidang 5" in table
    assert "0,5 poin" in table


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3", 3),
        (" 3 ", 3),
        ("0,5", 0.5),
        ("0.5", 0.5),
        ("0.125", 0.125),
        ("3,0", 3),
        ("9,5495", 9.5495),
        ("-1", -1),
        ("1,000", 1),
    ],
)
def test_a_value_is_read_as_typed(typed: str, value: float) -> None:
    read = number_of(typed)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    "typed", ["", "tiga", "nan", "inf", "1e3", "1_000", "1.000", "12.500", "1.000.000", "3 %", "٣"]
)
def test_what_is_no_number_or_could_be_two_is_asked_again(typed: str) -> None:
    with pytest.raises(UsageError):
        number_of(typed)


def test_a_change_says_that_it_can_be_tried_out_first(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*change("target_selisih_poin", "0,3")) == 0
    assert "`pantau rules backtest KUNCI NILAI`" in capsys.readouterr().out


def test_handing_in_a_report_keeps_its_flags(home: Path, tmp_path: Path) -> None:
    assert run("ingest", write_form(tmp_path / "laporan.xlsx", form_rows())) == 0
    with open_workplace(Settings(home=home, now=NOW)) as workplace:
        kept = workplace.flags.latest()
        assert len(kept) > 35
        assert set(kept["periode"]) == {"2026-10-P2"}
        assert record_flags(workplace, now=NOW) is None
        assert workplace.flags.last_state() == state_of(workplace, now=NOW)


def test_a_withdrawn_report_changes_what_is_said_and_both_stay(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ingest", write_form(tmp_path / "laporan.xlsx", form_rows()))
    with open_workplace(Settings(home=home, now=NOW + timedelta(days=9))) as workplace:
        record_flags(workplace, now=NOW + timedelta(days=9))
    assert run("withdraw", 1, "--reason", "salah berkas") == 0
    capsys.readouterr()
    with open_workplace(Settings(home=home, now=NOW)) as workplace:
        told = workplace.flags.history(wilayah="33.74", indicator="kelengkapan_laporan", rule="belum_lapor")
    assert told["outcome"].tolist() == ["clear", "not_assessable"]
    wanted = ("--rule", "belum_lapor", "--format", "json")
    assert run("flags", "--history", "--wilayah", "33.74", *wanted) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(each["periode"], each["outcome"]) for each in said] == [
        ("2026-10-P2", "clear"),
        ("2026-10-P2", "not_assessable"),
    ]
    assert said[0]["evaluated_at"] <= said[1]["evaluated_at"]
    assert run("flags", "--history", "--wilayah", "33.74", "--date", "2026-09-30", *wanted) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run("flags", "--history") == 2
    assert "sebutkan --wilayah" in capsys.readouterr().err


def test_the_flags_command_lists_every_outcome_with_its_evidence(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ingest", write_form(tmp_path / "laporan.xlsx", form_rows()))
    capsys.readouterr()
    assert run("flags", "--date", "2026-10-31", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {each["outcome"] for each in found} <= {"raised", "clear", "not_assessable"}
    assert len({each["wilayah"] for each in found}) == 35
    target = next(each for each in found if each["wilayah"] == "33.74" and each["rule"] == "target")
    assert target["evidence"]["sel"]
    assert run("flags", "--wilayah", "33.74", "--rule", "belum_lapor") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(each["wilayah"], each["rule"], each["outcome"]) for each in rows] == [
        ("33.74", "belum_lapor", "clear")
    ]
    assert run("flags", "--rule", "entah") == 2


def test_a_backtest_counts_both_settings(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ingest", write_form(tmp_path / "laporan.xlsx", form_rows()))
    capsys.readouterr()
    assert run("rules", "backtest", "target_selisih_poin", "0", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    target = {each["indicator"]: each for each in found if each["rule"] == "target"}
    assert target["cakupan_perekaman"]["raised_after"] >= target["cakupan_perekaman"]["raised_before"]
    assert not (home / "aturan.yaml").exists()


def test_a_failure_of_ours_stops_no_report_and_the_doctor_tells(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("rusak")

    monkeypatch.setattr(publishing, "record_flags", broken)
    assert run("ingest", write_form(tmp_path / "laporan.xlsx", form_rows())) == 0
    assert "flags could not be judged" in caplog.text
    checks = {check.name: check for check in examine(Settings(home=home, now=NOW))}
    assert not checks["Tanda"].passed
    monkeypatch.undo()
    with open_workplace(Settings(home=home, now=NOW)) as workplace:
        assert record_flags(workplace, now=NOW)
    checks = {check.name: check for check in examine(Settings(home=home, now=NOW))}
    assert checks["Tanda"].passed


def test_a_settings_file_that_cannot_be_read_keeps_the_worker_from_nothing_but_flags(
    home: Path, workplace: Workplace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    workplace.settings.rules_file.write_text("hari_jatuh_tempo: [", encoding="utf-8")
    rounds = Rounds(workplace, clock=lambda: NOW)
    path = write_form(tmp_path / "laporan.xlsx", form_rows())
    stores = {"ledger": workplace.ledger, "queue": workplace.queue, "files": workplace.files}
    receive(path, **stores, sender=None, received_at=NOW, period=None, now=NOW)
    while rounds.turn():
        pass
    assert [each.state for each in workplace.ledger.submissions()] == ["accepted"]
    assert not rounds.turn()
    assert caplog.text.count("flags could not be judged") == 1
    assert str(workplace.settings.rules_file) in caplog.text
    workplace.settings.rules_file.unlink()
    assert rounds.turn()
    assert workplace.flags.last_state() == state_of(workplace, now=NOW)


def test_what_a_killed_command_left_unjudged_the_next_one_judges(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr("pantau.worker.judge_flags", lambda *_, **__: None)
        run("ingest", write_form(tmp_path / "laporan.xlsx", form_rows()))
    with open_workplace(Settings(home=home, now=NOW)) as workplace:
        assert workplace.marts.info() is not None
        assert workplace.flags.last_state() is None
        assert run("status", "--period", "2026-10-P2") == 0
        assert workplace.flags.last_state() == state_of(workplace, now=NOW)


def test_after_a_changed_setting_the_doctor_asks_for_flags_and_the_next_command_judges_them(
    home: Path, tmp_path: Path
) -> None:
    run("ingest", write_form(tmp_path / "laporan.xlsx", form_rows()))
    run(*change("target_selisih_poin", "0"), "--from", "2026-10-01")
    settings = Settings(home=home, now=NOW)
    assert not {check.name: check for check in examine(settings)}["Tanda"].passed
    assert run("status", "--period", "2026-10-P2") == 0
    assert {check.name: check for check in examine(settings)}["Tanda"].passed
    with open_workplace(settings) as workplace:
        told = workplace.flags.history(wilayah="33.74", indicator="cakupan_perekaman", rule="target")
    assert told["versi"].nunique() == 2


def test_nothing_published_has_no_flags(workplace: Workplace) -> None:
    assert record_flags(workplace, now=NOW) is None
    publish(workplace.ledger, store=workplace.marts, now=NOW)
    assert record_flags(workplace, now=NOW) == 0


def test_other_due_days_reach_every_figure_that_counts_punctual_reports(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ingest", write_form(tmp_path / "laporan.xlsx", form_rows()))
    asked = ("metrics", "--indicator", "ketepatan_laporan", "--wilayah", "33.74", "--date", "2026-10-31")
    values = []
    for words in ((), (*change("hari_jatuh_tempo", "0"), "--from", "2026-10-16")):
        if words:
            run(*words)
        capsys.readouterr()
        assert run(*asked) == 0
        (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
        values.append(row["value"])
    assert values == ["100.0", "0.0"]

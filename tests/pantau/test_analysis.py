"""Every method from the command line, on reports that went through the real intake."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_contracts.periode import Periode
from metrics.analisis import ANALYSES
from pantau.arguments import ANALYSES as WORDS
from pantau.cli import main
from tests.etl.laporan import form_rows, write_form

NEEDS_NONE = {"sebaya", "sebab", "penyebut", "blangko", "pemerataan", "surat-pemerataan"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One half-month's report, taken in once: the methods only read."""
    folder = tmp_path_factory.mktemp("analisis")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("PANTAU_HOME", str(folder / "var"))
        patch.setenv("PANTAU_NOW", "2026-11-02T10:00:00+07:00")
        run("ingest", write_form(folder / "laporan.xlsx", form_rows()))
        yield folder / "var"


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


def table(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_the_words_of_the_command_are_the_methods_there_are() -> None:
    assert tuple(ANALYSES) == WORDS


@pytest.mark.parametrize("word", WORDS)
def test_every_method_prints_a_table(home: Path, capsys: pytest.CaptureFixture[str], word: str) -> None:
    chosen = () if word in NEEDS_NONE else ("--indicator", "cakupan_perekaman")
    assert run("metrics", "--analysis", word, *chosen) == 0
    rows = table(capsys)
    places = {row["wilayah"] for row in rows if "wilayah" in row}
    if word in {"rentang", "pemerataan", "surat-pemerataan", "sebab"}:
        assert not places
    else:
        assert len(places) >= 34


def test_the_funnel_has_its_limits_and_a_place_its_peers(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("metrics", "--analysis", "corong", "--indicator", "cakupan_perekaman")
    for row in table(capsys):
        if row["z"]:
            assert float(row["bawah_998"]) <= float(row["bawah_95"]) <= float(row["tengah"])
            assert float(row["tengah"]) <= float(row["atas_95"]) <= float(row["atas_998"])
            assert row["di_luar"] in {"ya", "tidak"}
    run("metrics", "--analysis", "sebaya", "--wilayah", "33.74")
    peers = table(capsys)
    assert [row["urutan"] for row in peers] == [str(number) for number in range(1, 9)]
    distances = [float(row["jarak"]) for row in peers]
    assert distances == sorted(distances)


def test_the_gap_of_the_method_is_that_of_the_plain_figures(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("metrics", "--analysis", "jarak", "--indicator", "cakupan_perekaman", "--wilayah", "33.74")
    (row,) = table(capsys)
    run("metrics", "--indicator", "cakupan_perekaman", "--wilayah", "33.74")
    (plain,) = table(capsys)
    needed = -(-int(plain["denominator"]) * 9940 // 10_000) - int(plain["numerator"])
    assert float(row["orang_ke_target"]) == needed
    assert float(row["nilai"]) == pytest.approx(float(plain["value"]), abs=0.005)


def test_the_draft_of_the_letter_says_why_nothing_can_be_moved(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody reported how many cards were printed."""
    assert run("metrics", "--analysis", "surat-pemerataan") == 0
    subject, first, *_ = table(capsys)
    assert subject == {"bagian": "hal", "teks": "Permohonan pemindahan blangko KTP-el antardaerah"}
    assert first["bagian"] == "isi"
    assert "per 31 Oktober 2026, pemerataan belum dapat dihitung" in first["teks"]


def test_only_what_can_go_up_and_down_is_held_against_its_target_by_a_chart(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve half-months: the backlog of cards stays far from zero; coverage is a count that only grows."""
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("PANTAU_NOW", "2026-11-02T10:00:00+07:00")
    for number, periode in enumerate(Periode.range(Periode(2026, 5, 1), Periode(2026, 10, 2))):
        path = tmp_path / f"laporan_{periode}.xlsx"
        run("ingest", write_form(path, form_rows(seed=number % 3), title=f"Periode {periode.label}"))
    capsys.readouterr()
    run("metrics", "--analysis", "xmr", "--indicator", "prr", "--wilayah", "33.74")
    assert table(capsys)[-1]["terhadap_target"] == "selalu luput"
    run("metrics", "--analysis", "xmr", "--indicator", "cakupan_perekaman", "--wilayah", "33.74")
    assert table(capsys)[-1]["terhadap_target"] == "belum dapat dinilai"


def test_the_causes_of_a_change_are_told_since_an_earlier_half_month(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(home, tmp_path / "var")
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "var"))
    earlier = tmp_path / "september.xlsx"
    run("ingest", write_form(earlier, form_rows(seed=7), title="Periode 16–30 September 2026"))
    capsys.readouterr()
    assert run("metrics", "--analysis", "sebab", "--wilayah", "33.74") == 0
    assert table(capsys) == []
    assert run("metrics", "--analysis", "sebab", "--wilayah", "33.74", "--since", "2026-09-P2") == 0
    rows = table(capsys)
    assert rows
    assert {(row["since"], row["until"]) for row in rows} == {("2026-09-30", "2026-10-31")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--analysis", "xmr"), "--indicator"),
        (("--analysis", "xmr", "--indicator", "prr", "sisa_suket"), "satu saja"),
        (("--analysis", "corong", "--indicator", "prr"), "bukan persentase"),
        (("--analysis", "xmr", "--indicator", "sisa_blangko"), "arah"),
        (("--analysis", "entah"), "pilihannya"),
        (("--analysis", "rentang"), "--indicator"),
        (("--analysis", "rentang", "--indicator", "hari_cukup_blangko"), "bukan jumlah"),
        (("--analysis", "rentang", "--indicator", "prr", "--wilayah", "33.74"), "Jawa Tengah"),
        (("--analysis", "xmr", "--indicator", "prr", "--wilayah", "33"), "kabupaten/kota"),
        (("--analysis", "sebaya", "--wilayah", "33"), "kabupaten/kota"),
        (("--analysis", "blangko", "--wilayah", "33"), "kabupaten/kota"),
        (("--analysis", "pemerataan", "--wilayah", "33"), "kabupaten/kota"),
        (("--analysis", "surat-pemerataan", "--wilayah", "33.74"), "semua daerah"),
        (("--analysis", "sebab", "--wilayah", "33.74.01"), "provinsi atau kabupaten/kota"),
        (("--analysis", "sebab", "--level", "kabkota"), "provinsi atau kabupaten/kota"),
        (("--analysis", "sebab", "--since", "2026-10-P2"), "harus sebelum"),
        (("--analysis", "corong", "--since", "2026-09-P2"), "hanya untuk --analysis sebab"),
        (("--since", "2026-09-P2"), "hanya untuk --analysis sebab"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert run("metrics", *words) == 2
    assert said in capsys.readouterr().err


def test_without_reports_there_is_nothing_to_analyse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "kosong"))
    assert run("metrics", "--analysis", "sebaya") == 2
    assert "masukkan laporan" in capsys.readouterr().err


def test_a_range_is_told_of_every_half_month_also_of_what_is_neither_good_nor_bad(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("metrics", "--analysis", "rentang", "--indicator", "sisa_blangko", "--wilayah", "33") == 0
    (row,) = table(capsys)
    assert row["periode"] == "2026-10-P2"
    assert f"{row['lapor']} dari 35 lapor" in row["kalimat"]
    run("metrics", "--indicator", "sisa_blangko", "--level", "provinsi")
    (plain,) = table(capsys)
    assert float(row["nilai"]) == float(plain["value"])


def test_the_province_stands_above_its_kabkota_beside_two_denominators(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("metrics", "--analysis", "penyebut")
    province, *places = table(capsys)
    assert province["wilayah"] == "33"
    counted = [row for row in places if row["recorded"]]
    assert int(province["recorded"]) == sum(int(row["recorded"]) for row in counted)
    assert int(province["frozen"]) == sum(int(row["frozen"]) for row in counted)
    run("metrics", "--analysis", "penyebut", "--wilayah", "33.74")
    assert [row["wilayah"] for row in table(capsys)] == ["33.74"]


def test_status_can_be_told_as_it_was_known(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("status", "--period", "2026-10-P2", "--known-at", "2026-11-01T00:00:00+07:00")
    assert {row["status"] for row in table(capsys)} == {"not_due"}
    run("status", "--period", "2026-10-P2")
    assert "on_time" in {row["status"] for row in table(capsys)}

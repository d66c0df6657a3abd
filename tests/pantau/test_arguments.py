"""What the command line understands, and its sentence when it does not."""

import re
import shlex
from datetime import datetime
from pathlib import Path

import pytest

from data_contracts.periode import Periode
from pantau.arguments import build_parser

ROOT = Path(__file__).resolve().parents[2]


def test_ingest_takes_files_period_moment_and_sender() -> None:
    got = build_parser().parse_args(
        [
            "ingest",
            "a.xlsx",
            "b.csv",
            "--period",
            "2026-10-P2",
            "--received-at",
            "2026-11-02T10:00",
            "--sender",
            "Blora",
        ]
    )
    assert [path.name for path in got.paths] == ["a.xlsx", "b.csv"]
    assert got.period == Periode(2026, 10, 2)
    assert got.received_at == datetime.fromisoformat("2026-11-02T10:00:00+07:00")
    assert got.sender == "Blora"


def test_a_bare_known_at_date_means_the_end_of_that_day_in_wib() -> None:
    got = build_parser().parse_args(["metrics", "--known-at", "2026-10-31"])
    assert got.known_at == datetime.fromisoformat("2026-10-31T23:59:59.999999+07:00")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "belum disebut: PERINTAH"),
        (["status"], "belum disebut: --period"),
        (
            ["status", "--period", "2026-10"],
            "--period: periode '2026-10' tidak dikenal; tulis seperti 2026-10-P2",
        ),
        (
            ["metrics", "--date", "31/10/2026"],
            "--date: tanggal '31/10/2026' tidak dikenal; tulis seperti 2026-10-31",
        ),
        (["metrics", "--known-at", "kemarin"], "waktu 'kemarin' tidak dikenal"),
        (["metrics", "--level", "desa"], "--level tidak mengenal 'desa'"),
        (["metrics", "--date"], "--date perlu satu isian"),
        (["metrics", "--indicator"], "--indicator perlu paling sedikit satu isian"),
        (["serve", "--port", "delapan"], "--port tidak dapat membaca 'delapan'"),
        (["doctor", "--cepat"], "tidak dikenal: --cepat"),
        (["lineage", "--indicator", "prr"], "belum disebut: --wilayah"),
    ],
)
def test_a_wrong_command_is_exit_code_2_and_one_indonesian_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as left:
        build_parser().parse_args(words)
    assert left.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("words", [["--help"], ["ingest", "--help"], ["metrics", "--help"], ["serve", "-h"]])
def test_the_help_speaks_indonesian(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        build_parser().parse_args(words)
    assert left.value.code == 0
    text = capsys.readouterr().out
    assert "pemakaian:" in text
    assert not {"usage", "options", "positional", "show", "exit"} & set(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize("page", ["README.md", "docs/panduan.md"])
def test_every_command_in_the_documents_is_understood(page: str) -> None:
    lines = re.findall(
        r"^\s*\.venv/bin/pantau ([^#\n]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert lines
    for line in lines:
        build_parser().parse_args(shlex.split(line))

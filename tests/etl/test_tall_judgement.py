"""A tall file judged whole: each fault where it was planted and no other, each row accounted for."""

from pathlib import Path

import pytest

from benchmarks.sejuta import RECEIVED, Planted, write_million
from etl.columns import TALL_ROWS
from etl.judge import Judgement, judge
from tests.etl.laporan import Remembered
from warehouse.records import State

ROWS = 12_000


def judged(path: Path) -> Judgement:
    return judge(
        path,
        file_name=path.name,
        sha256="0" * 64,
        sender=None,
        received_at=RECEIVED,
        entered_at=RECEIVED,
        period=None,
        history=Remembered({}),
    )


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return write_million(tmp_path_factory.mktemp("tinggi") / "harian.csv", rows=ROWS, faults=500)


@pytest.fixture(scope="module")
def judgement(planted: Planted) -> Judgement:
    return judged(planted.path)


def test_every_planted_fault_is_located_to_line_and_column_and_no_false_one(
    planted: Planted, judgement: Judgement
) -> None:
    found = sorted((str(finding.cell), finding.rule) for finding in judgement.findings)
    assert found == sorted((fault.cell, fault.rule) for fault in planted.faults)


def test_every_row_of_a_tall_file_is_accepted_quarantined_or_ignored(judgement: Judgement) -> None:
    rows = judgement.submission.rows
    assert rows.read == ROWS
    assert rows.read == rows.accepted + rows.quarantined + rows.ignored
    kept_out = {name: int((~frame["accepted"]).sum()) for name, frame in judgement.rows.items()}
    assert rows.quarantined == max(kept_out.values())


def test_an_ordinary_row_has_no_text_beside_its_values(judgement: Judgement) -> None:
    raw = judgement.rows["dokumen"]["raw"]
    assert 0 < raw.notna().sum() < ROWS // 5


def test_a_column_that_nobody_can_read_is_quarantined_whole_and_told_briefly(tmp_path: Path) -> None:
    rows = TALL_ROWS + 1_500
    path = write_million(tmp_path / "rusak.csv", rows=rows, faults=0).path
    lines = path.read_text(encoding="utf-8").splitlines()
    broken = [
        lines[0],
        *(";".join([*(cells := line.split(";"))[:3], "rusak", *cells[4:]]) for line in lines[1:]),
    ]
    path.write_text("\r\n".join(broken), encoding="utf-8")
    judgement = judged(path)

    told = [finding for finding in judgement.findings if finding.rule == "bukan_angka"]
    assert 1_000 < len(told) < 1_010  # the first thousand, some read by themselves anyway, one for the others
    assert judgement.submission.state is State.RETURNED
    assert judgement.submission.rows.quarantined == rows

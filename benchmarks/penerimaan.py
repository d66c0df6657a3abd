"""Intake at its full size: a year of province forms, a round of regency workbooks, a million rows."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.yardsticks import Timing, timed
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.periode import Periode
from etl.intake import receive
from etl.process import warm_up
from pantau.demo import EXAMPLES, read_deliveries
from pantau.settings import Settings
from pantau.supervisor import WORKER_MEMORY
from pantau.worker import drain
from pantau.workplace import Workplace, open_workplace
from reporting.templat import template
from tests.reporting.isian import fill

FORMS_SECONDS, ROUND_SECONDS, MILLION_SECONDS = 5.0, 30.0, 15.0
MILLION_BYTES = 1_500_000_000
ROUND = Periode.parse("2026-10-P2")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file and when it came."""

    path: Path
    received_at: datetime
    sender: str | None


def a_year_of_forms(folder: Path) -> Iterator[Timing]:
    """24 half-monthly forms through a running worker: all at once, and each published before the next."""
    sent = [
        Sent(delivery.path, delivery.received_at, delivery.sender)
        for delivery in read_deliveries(EXAMPLES / "simulasi")
        if "laporan-kinerja-bidang-5" in delivery.path.name
    ]
    ways = (
        ("diserahkan sekaligus", _together),
        ("masing-masing terbit sebelum yang berikutnya", _one_after_the_other),
    )
    warm_up()
    for way, work in ways:
        with open_workplace(Settings(home=folder / way.replace(" ", "-"))) as workplace:
            yield timed(
                f"{len(sent)} formulir provinsi dalam worker yang berjalan, {way}",
                partial(work, sent, workplace=workplace),
                runs=1,
                budget=FORMS_SECONDS,
            )


def a_round_of_workbooks(folder: Path) -> Timing:
    """35 filled template workbooks with every contract, handed in together as at the end of a half-month.

    The figures are those of one regency for all: its wajib KTP fits few others, so most files are answered
    with a marked workbook too.
    """
    received = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    paths = list(_filled_templates(folder))
    sent = [Sent(path, received + timedelta(minutes=n), path.stem) for n, path in enumerate(paths)]
    with open_workplace(Settings(home=folder / "serentak")) as workplace:
        warm_up()
        return timed(
            f"{len(sent)} buku kerja kabupaten/kota dengan semua kontrak",
            lambda: _together(sent, workplace=workplace),
            runs=1,
            budget=ROUND_SECONDS,
        )


def a_million_rows(folder: Path) -> Iterator[Timing]:
    """In a process of its own, so that its peak of memory is its own; every fault has to be found."""
    command = [sys.executable, "-m", "benchmarks.sejuta_masuk", str(folder)]
    environment = os.environ | WORKER_MEMORY
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    told = json.loads(done.stdout.splitlines()[-1])
    if told["missed"] or told["false"]:
        message = f"{told['missed']} planted faults were missed, {told['false']} findings are false"
        raise AssertionError(message)
    memory = f"puncak memori {told['peak_bytes'] / 1e6:.0f} MB dari 1.500"
    yield Timing(
        name=f"sejuta baris CSV diperiksa dan dicatat, {told['faults']} temuan, {memory}",
        seconds=(told["judged"],),
        budget=MILLION_SECONDS if told["peak_bytes"] < MILLION_BYTES else 0.0,
    )
    yield Timing(name="menerbitkan sejuta baris itu", seconds=(told["published"],))


def _one_after_the_other(sent: Sequence[Sent], *, workplace: Workplace) -> None:
    for each in sent:
        _together([each], workplace=workplace)


def _together(sent: Sequence[Sent], *, workplace: Workplace) -> None:
    before = len(workplace.ledger.submissions())
    for each in sent:
        arrival = receive(
            each.path,
            ledger=workplace.ledger,
            queue=workplace.queue,
            files=workplace.files,
            sender=each.sender,
            received_at=each.received_at,
            period=None,
            now=each.received_at,
        )
        assert arrival.job is not None, arrival
    assert drain(workplace, clock=lambda: sent[-1].received_at) == []
    judged = workplace.ledger.submissions()[before:]
    assert len(judged) == len(sent)
    assert all(each.state.is_live for each in judged), [each.state for each in judged]


def _filled_templates(folder: Path) -> Iterator[Path]:
    for wilayah in load_register().kabkota:
        path = folder / f"laporan_{wilayah.kode.replace('.', '')}_{ROUND}.xlsx"
        path.write_bytes(template(None, wilayah=wilayah, periode=ROUND, contracts=tuple(load_contracts())))
        yield fill(path)

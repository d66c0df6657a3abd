"""Both example sets, handed in as the demonstration does, judged by the real intake and published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from etl.process import process
from etl.receipt import Receipt
from pantau.demo import hand_in
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from warehouse.ledger import Ledger
from warehouse.marts import Marts, publish
from warehouse.records import Finding, Submission

SEKARANG = datetime(2026, 11, 23, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Dimuat:
    """A data folder with all examples in it, and the answer each file got."""

    tempat: Workplace
    tanda_terima: Mapping[str, Receipt]
    marts: Marts

    @property
    def ledger(self) -> Ledger:
        return self.tempat.ledger

    def temuan(self, rule: str) -> list[Finding]:
        semua = (temuan for satu in self.tanda_terima.values() for temuan in satu.findings)
        return [temuan for temuan in semua if temuan.rule == rule]

    def kiriman(self, file: str) -> Submission:
        return next(satu for satu in self.ledger.submissions() if satu.file_name == file)


@pytest.fixture(scope="session")
def dimuat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dimuat]:
    pengaturan = Settings(home=tmp_path_factory.mktemp("contoh"), now=SEKARANG)
    with open_workplace(pengaturan) as tempat:
        yield from _muat(tempat)


def _muat(tempat: Workplace) -> Iterator[Dimuat]:
    jumlah = hand_in(tempat)
    tanda_terima = {}
    while (job := tempat.queue.claim(worker="uji", now=SEKARANG)) is not None:
        tanda_terima[job.file_name] = process(
            job, ledger=tempat.ledger, queue=tempat.queue, files=tempat.files, now=SEKARANG
        )
    assert len(tanda_terima) == jumlah
    publish(tempat.ledger, store=tempat.marts, now=SEKARANG)
    marts = tempat.marts.current()
    assert marts is not None
    yield Dimuat(tempat, tanda_terima, marts)
    marts.close()

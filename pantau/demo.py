"""Example data through the real intake: the same door a regency's report takes."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from etl.intake import receive
from pantau.supervisor import PROJECT
from pantau.workplace import Workplace
from warehouse.files import sha256_of

EXAMPLES = PROJECT / "examples"
SETS = ("laporan-publik", "lima-sistem", "simulasi")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line of a set's `manifes.csv`: a file, when it came and from whom."""

    path: Path
    received_at: datetime
    sender: str | None
    period: Periode | None


def read_deliveries(folder: Path) -> Iterator[Delivery]:
    """The deliveries of one example set in the order of their arrival.

    Raises UsageError when the set has no manifest.
    """
    manifest = folder / "manifes.csv"
    if not manifest.is_file():
        message = f"Contoh data tidak ditemukan di {folder}; jalankan dari salinan lengkap proyek."
        raise UsageError(message)
    with manifest.open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["diterima"])
    for row in rows:
        yield Delivery(
            path=folder / row["file"],
            received_at=datetime.fromisoformat(row["diterima"]),
            sender=row["pengirim"] or None,
            period=Periode.parse(row["periode"]) if row["periode"] else None,
        )


def hand_in(workplace: Workplace, *, examples: Path = EXAMPLES) -> int:
    """Puts every example file into the queue, first the published figures, then the simulation.

    Returns how many were new. Those the ledger has seen change nothing, also the one that was sent back: a
    second start is not a second attempt of its sender.
    """
    seen = {submission.sha256 for submission in workplace.ledger.submissions()}
    deliveries = [delivery for name in SETS for delivery in read_deliveries(examples / name)]
    new = [delivery for delivery in deliveries if sha256_of(delivery.path) not in seen]
    for delivery in new:
        receive(
            delivery.path,
            ledger=workplace.ledger,
            queue=workplace.queue,
            files=workplace.files,
            sender=delivery.sender,
            received_at=delivery.received_at,
            period=delivery.period,
            now=workplace.settings.clock(),
        )
    return len(new)

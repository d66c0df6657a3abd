"""`python -m benchmarks.sejuta_masuk FOLDER`: a million rows through the door; prints one line of JSON.

Seconds until judged and recorded, seconds to publish, peak memory of the process, and how the findings
compare with the planted faults.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.sejuta import RECEIVED, Planted, write_million
from benchmarks.yardsticks import peak_bytes
from etl.intake import receive
from etl.process import process, warm_up
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from warehouse.marts import publish


def main() -> int:
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as folder:
        planted = write_million(Path(folder) / "kecamatan_harian.csv")
        with open_workplace(Settings(home=Path(folder) / "rumah")) as workplace:
            warm_up()
            print(json.dumps(_run(planted, workplace=workplace)))
    return 0


def _run(planted: Planted, *, workplace: Workplace) -> dict[str, float]:
    start = time.perf_counter()
    submission = _take_in(planted, workplace=workplace)
    judged = time.perf_counter() - start
    publish(workplace.ledger, store=workplace.marts, now=RECEIVED)
    published = time.perf_counter() - start - judged
    expected = Counter((fault.cell, fault.rule) for fault in planted.faults)
    found = Counter((finding.cell, finding.rule) for finding in workplace.ledger.findings(submission))
    return {
        "judged": judged,
        "published": published,
        "faults": len(planted.faults),
        "missed": (expected - found).total(),
        "false": (found - expected).total(),
        "peak_bytes": peak_bytes(),
    }


def _take_in(planted: Planted, *, workplace: Workplace) -> int:
    arrival = receive(
        planted.path,
        ledger=workplace.ledger,
        queue=workplace.queue,
        files=workplace.files,
        sender="Disdukcapil",
        received_at=RECEIVED,
        period=None,
        now=RECEIVED,
    )
    job = workplace.queue.claim(worker="patokan", now=RECEIVED)
    assert arrival.job is not None
    assert job is not None
    receipt = process(
        job, ledger=workplace.ledger, queue=workplace.queue, files=workplace.files, now=RECEIVED
    )
    assert receipt.submission is not None
    assert receipt.rows.read == planted.rows
    return receipt.submission


if __name__ == "__main__":
    sys.exit(main())

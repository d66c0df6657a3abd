"""`make bench`: times of the main jobs on the example data, beside yardsticks of the same run.

Budgets: one 35-row sheet in a cold process 6 s, in a running worker 0.7 s; a page's rerun 0.5 s; 24 province
forms 5 s; 35 workbooks of all contracts 30 s; a million rows 15 s within 1,5 GB.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.muat_polos import bare_loading
from benchmarks.pages import page_reruns
from benchmarks.penerimaan import a_million_rows, a_round_of_workbooks, a_year_of_forms
from benchmarks.tanda import flags_of_all_sizes
from benchmarks.yardsticks import Timing, import_in_a_new_process, timed
from pantau.demo import EXAMPLES, hand_in, read_deliveries
from pantau.settings import Settings
from pantau.worker import drain
from pantau.workplace import Workplace, open_workplace

COLD_SECONDS, WARM_SECONDS = 6.0, 0.7


def main() -> int:
    """Prints one line a job; exit code 1 when one is beyond its budget."""
    with tempfile.TemporaryDirectory(prefix="pantau-bench-") as folder:
        timings = list(measure(Path(folder)))
    print_timings(timings)
    return 0 if all(timing.is_within_budget for timing in timings) else 1


def measure(folder: Path) -> Iterator[Timing]:
    yield timed("patokan: python + import pandas", import_in_a_new_process("pandas"), runs=3)
    yield timed(
        "patokan: python + import great_expectations", import_in_a_new_process("great_expectations"), runs=3
    )
    yield cold_ingest(folder)
    with open_workplace(Settings(home=folder / "contoh")) as workplace:
        yield whole_examples(workplace)
        yield warm_ingest(workplace, folder=folder)
    yield from page_reruns(workplace.settings)
    yield from bare_loading(folder)
    yield from a_year_of_forms(folder)
    yield a_round_of_workbooks(folder)
    yield from a_million_rows(folder)
    yield from flags_of_all_sizes()


def province_forms() -> list[Path]:
    """The simulated half-monthly forms of the whole province, oldest first."""
    return sorted((EXAMPLES / "simulasi").glob("*laporan-kinerja-bidang-5*.xlsx"))


def cold_ingest(folder: Path) -> Timing:
    """`pantau ingest` of one form as a command of its own, into a new data folder each time."""
    form, counter = province_forms()[-1], iter(range(99))

    def ingest() -> None:
        home = folder / f"dingin-{next(counter)}"
        command = [sys.executable, "-m", "pantau", "ingest", str(form), "--json"]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PANTAU_HOME": str(home)})

    return timed("pantau ingest, proses baru, formulir 35 baris", ingest, runs=3, budget=COLD_SECONDS)


def whole_examples(workplace: Workplace) -> Timing:
    """Every example file through receive, judge, record and publish in this process."""

    def load() -> None:
        hand_in(workplace)
        assert drain(workplace, clock=workplace.settings.clock) == []

    count = sum(len(list(read_deliveries(EXAMPLES / name))) for name in ("laporan-publik", "simulasi"))
    return timed(f"seluruh data contoh, {count} berkas", load, runs=1)


def warm_ingest(workplace: Workplace, *, folder: Path) -> Timing:
    """One form in a running worker with all examples in its ledger: from arrival to published marts."""
    from openpyxl import load_workbook

    from etl.intake import receive

    forms = []
    for number in range(5):
        book = load_workbook(province_forms()[-1])
        # A changed footnote makes it another file of the same content.
        book.worksheets[0].cell(row=60, column=1, value=f"catatan {number}")
        forms.append(folder / f"SIMULASI_hangat_{number}_2026-11-P1.xlsx")
        book.save(forms[-1])
    waiting = iter(forms)

    def ingest() -> None:
        now = workplace.settings.clock()
        receive(
            next(waiting),
            ledger=workplace.ledger,
            queue=workplace.queue,
            files=workplace.files,
            sender=None,
            received_at=now,
            period=None,
            now=now,
        )
        assert drain(workplace, clock=workplace.settings.clock) == []

    return timed("formulir 35 baris dalam worker yang berjalan", ingest, runs=len(forms), budget=WARM_SECONDS)


def print_timings(timings: Sequence[Timing]) -> None:
    yardstick = timings[0].typical
    print(f"{'detik':>8} {'x pandas':>9} {'batas':>7}  pekerjaan (median)")
    for timing in timings:
        budget = "" if timing.budget is None else f"{timing.budget:.1f}"
        mark = "" if timing.is_within_budget else "  LEWAT BATAS"
        print(f"{timing.typical:8.3f} {timing.typical / yardstick:9.2f} {budget:>7}  {timing.name}{mark}")


if __name__ == "__main__":
    sys.exit(main())

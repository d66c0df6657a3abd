"""`ingest`, `submissions`, `retry`, `withdraw`."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from data_contracts.errors import PantauError, PrivacyError, UsageError
from data_contracts.tulisan import format_bilangan, format_waktu
from etl.intake import Arrival, Receipt, receive
from etl.privacy import holds_personal_number
from etl.receipt_text import receipt_lines
from pantau.output import print_json, print_lines, print_table
from pantau.publishing import judge_flags
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from warehouse.marts import publish
from warehouse.queue import Stage
from warehouse.records import AlreadyWithdrawnError, State, Submission, UnknownSubmissionError

WAIT_SECONDS = 600
POLL_SECONDS = 0.05

REFUSED_CODE, RETURNED_CODE = 3, 1
RETURNED_STATES = frozenset({State.RETURNED, State.PARTIALLY_ACCEPTED})


def ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Hands the files in and waits until they are judged: by the running worker, or else by this process."""
    for path in arguments.paths:
        _require_file(path)
    with open_workplace(settings) as workplace:
        arrivals = [_hand_in(path, arguments=arguments, workplace=workplace) for path in arguments.paths]
        if any(arrival.job is not None for arrival in arrivals):
            _finish(workplace, arrivals)
        receipts = [_receipt(arrival, workplace) for arrival in arrivals]
    if arguments.json:
        print_json([receipt.as_json() for receipt in receipts])
    else:
        for receipt in receipts:
            print_lines([*receipt_lines(receipt), *_marked(receipt)])
    return _exit_code(receipts)


def submissions(arguments: argparse.Namespace, settings: Settings) -> int:
    """Everything ever handed in, oldest first, with its present state."""
    with open_workplace(settings) as workplace:
        kept = workplace.ledger.submissions()
    records = [
        {
            "submission": item.id,
            "file": item.file_name,
            "sha256": item.sha256,
            "sender": item.sender,
            "received_at": format_waktu(item.received_at) if not arguments.json else item.received_at,
            "state": item.state.value,
            "contracts": list(item.contracts) if arguments.json else ", ".join(item.contracts),
            "rows": _row_counts(item.rows) if arguments.json else format_bilangan(item.rows.accepted),
            "simulasi": item.simulasi,
        }
        for item in kept
    ]
    if arguments.json:
        print_json(records)
    else:
        headings = {"submission": "No", "file": "Berkas", "received_at": "Diterima", "sender": "Pengirim"}
        print_table(records, columns=headings | {"state": "Status", "rows": "Baris masuk"})
    return 0


def withdraw(arguments: argparse.Namespace, settings: Settings) -> int:
    """Takes a submission's figures back out; what was reported before them holds again."""
    if holds_personal_number(arguments.reason):
        message = "Alasan memuat nomor 16 angka; tulis alasannya tanpa data perorangan."
        raise PrivacyError(message)
    with open_workplace(settings) as workplace:
        now = settings.clock()
        try:
            workplace.ledger.add_event(
                arguments.id, state=State.WITHDRAWN, occurred_at=now, actor=None, reason=arguments.reason
            )
        except (UnknownSubmissionError, AlreadyWithdrawnError) as error:
            raise UsageError(error.message) from error
        publish(workplace.ledger, store=workplace.marts, now=now)
        if not workplace.has_running_worker():
            judge_flags(workplace, now=now)
        with workplace.ledger.reading() as reader:
            left = _left_by(reader.corrections_of(arguments.id))
    said = f"Kiriman nomor {arguments.id} ditarik; angka yang dilaporkan sebelumnya berlaku kembali."
    print_lines([said, *left])
    return 0


def _marked(receipt: Receipt) -> list[str]:
    if receipt.marked_workbook is None:
        return []
    return [f"  Sel yang perlu diperbaiki ditandai di {receipt.marked_workbook}"]


def _left_by(corrections: Sequence[Submission]) -> list[str]:
    """What stays after the withdrawal of a submission that others were sent to mend."""
    numbers = ", ".join(str(each.id) for each in corrections if each.state.is_live)
    if not numbers:
        return []
    said = (
        f"Perbaikannya (kiriman nomor {numbers}) tetap berlaku, tetapi hanya memuat baris yang berubah. Bila "
        "semua baris masih diperlukan, tarik juga perbaikannya, lalu kirim lagi berkasnya."
    )
    return [said]


def retry(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Lets files that were put aside wait once more; the running worker takes them up."""
    with open_workplace(settings) as workplace:
        released = workplace.queue.retry()
        running = workplace.has_running_worker()
    if not released:
        print_lines(["Tidak ada berkas yang disisihkan."])
        return 0
    then = "worker memeriksanya sekarang" if running else "nyalakan worker dengan `pantau serve`"
    print_lines([f"{format_bilangan(released)} berkas masuk lagi ke antrean; {then}."])
    return 0


def _row_counts(rows: object) -> dict[str, int]:
    return {name: getattr(rows, name) for name in ("read", "accepted", "quarantined", "ignored")}


def _require_file(path: Path) -> None:
    if not path.is_file():
        message = f"Berkas {path} tidak ada; periksa nama dan foldernya."
        raise UsageError(message)


def _hand_in(path: Path, *, arguments: argparse.Namespace, workplace: Workplace) -> Arrival:
    now = workplace.settings.clock()
    return receive(
        path,
        ledger=workplace.ledger,
        queue=workplace.queue,
        files=workplace.files,
        sender=arguments.sender,
        received_at=arguments.received_at or now,
        period=arguments.period,
        now=now,
    )


def _finish(workplace: Workplace, arrivals: Sequence[Arrival]) -> None:
    """Until every file has its outcome. A worker that stops meanwhile is replaced by this process."""
    from pantau.worker import drain_if_idle

    deadline = time.monotonic() + WAIT_SECONDS
    while any(_is_waiting(arrival, workplace) for arrival in arrivals):
        if not drain_if_idle(workplace, clock=workplace.settings.clock):
            time.sleep(POLL_SECONDS)
        if time.monotonic() > deadline:
            message = "Worker tidak selesai dalam 10 menit; berkas tetap di antrean. Periksa `pantau doctor`."
            raise PantauError(message)


def _is_waiting(arrival: Arrival, workplace: Workplace) -> bool:
    ended = (Stage.FINISHED, Stage.FAILED)
    return arrival.job is not None and workplace.queue.get(arrival.job).stage not in ended


def _receipt(arrival: Arrival, workplace: Workplace) -> Receipt:
    if arrival.receipt is not None:
        return arrival.receipt
    assert arrival.job is not None  # noqa: S101 - an arrival is answered or waiting
    receipt = workplace.answer_to(arrival.job)
    if receipt is None:
        job = workplace.queue.get(arrival.job)
        raise PantauError(f"{job.file_name}: {job.failure or 'belum selesai diperiksa; coba lagi nanti.'}")
    return receipt


def _exit_code(receipts: Sequence[Receipt]) -> int:
    states = {receipt.state for receipt in receipts}
    if State.REFUSED in states:
        return REFUSED_CODE
    return RETURNED_CODE if states & RETURNED_STATES else 0

"""The watched folder: what is laid into it is taken in, judged, and laid aside beside its receipt.

A file first moves, in one step, into a parcel of its own (`sedang-diperiksa/<moment>/`). That moment is the
time of receipt, so that after a kill the next worker finds the job a file led to instead of handing it in
again; held by tests/pantau/test_inbox.py.
"""

import json
import logging
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from data_contracts.errors import PrivacyError
from etl.intake import HIDDEN_NAME, receive, sound_name
from etl.privacy import holds_personal_number
from etl.receipt import Receipt
from etl.receipt_text import receipt_text
from pantau.pauses import GrowingPause
from pantau.workplace import Workplace
from warehouse.durable import flush
from warehouse.files import sha256_of
from warehouse.records import State

IN_WORK, DONE, RETURNED, REFUSED = "sedang-diperiksa", "selesai", "dikembalikan", "ditolak"
RESERVED = frozenset({IN_WORK, DONE, RETURNED, REFUSED})
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
FOLDER_OF = {State.PARTIALLY_ACCEPTED: RETURNED, State.RETURNED: RETURNED, State.REFUSED: REFUSED}
MOMENT = "%Y%m%dT%H%M%S%fZ"
MASKED = "nama-disamarkan"
TROUBLE_SECONDS = 5.0

log = logging.getLogger("pantau.inbox")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file in work: `berkas/[sender/]name`, and `tujuan.json` once it is ready to be laid aside."""

    folder: Path

    @property
    def received_at(self) -> datetime:
        return datetime.strptime(self.folder.name.split("-", maxsplit=1)[0], MOMENT).replace(tzinfo=UTC)

    @property
    def plan(self) -> Path:
        return self.folder / "tujuan.json"

    @property
    def file(self) -> Path | None:
        """The file as it was laid in; None where a kill came before it was moved here."""
        return next((path for path in (self.folder / "berkas").rglob("*") if path.is_file()), None)

    def sender_of(self, file: Path) -> str | None:
        parts = file.relative_to(self.folder / "berkas").parts
        return parts[0] if len(parts) > 1 else None


class Inbox:
    """Only for the holder of the workplace's lock."""

    def __init__(self, folder: Path, *, workplace: Workplace) -> None:
        self._folder = folder
        self._workplace = workplace
        self._seen: dict[Path, tuple[int, int]] = {}
        self._jobs: dict[Parcel, int] = {}
        self._own: set[Parcel] = set()
        self._troubles: dict[Path, GrowingPause] = {}

    def look(self) -> int:
        """Take in what has stopped growing, lay aside what has its answer; how many files were taken in.

        Raises OSError when the folder cannot be reached.
        """
        for name in (IN_WORK, DONE, RETURNED, REFUSED):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        taken = sum(self._guarded(path, partial(self._take, path)) for path in self._settled())
        for parcel in self._parcels():
            self._guarded(parcel.folder, partial(self._attend, parcel))
        return taken

    def lay_aside(self) -> int:
        """What has its answer by now moves to its place, without looking for new files; how many did."""
        return sum(self._guarded(each.folder, partial(self._attend, each)) for each in list(self._jobs))

    def _guarded(self, path: Path, work: Callable[[], bool]) -> bool:
        """One file that gives trouble keeps no other waiting; it is tried again, ever more seldom."""
        pause = self._troubles.setdefault(path, GrowingPause(TROUBLE_SECONDS))
        if not pause.is_over():
            return False
        try:
            is_done = work()
        except Exception:
            log.exception("inbox: %s", path)
            pause.failed()
            return False
        del self._troubles[path]
        return is_done

    def _settled(self) -> list[Path]:
        """Files of the same size and time as at the former look: nobody is writing to them any more."""
        present = {path: _stamp(path) for path in _candidates(self._folder)}
        former, self._seen = self._seen, present
        return [path for path, stamp in present.items() if former.get(path) == stamp]

    def _take(self, path: Path) -> bool:
        parcel = self._new_parcel()
        target = (
            parcel.folder
            / "berkas"
            / path.relative_to(self._folder).parent
            / sound_name(_readable(path.name))
        )
        target.parent.mkdir(parents=True)
        path.rename(target)
        flush(target.parent)
        self._own.add(parcel)
        return True

    def _new_parcel(self) -> Parcel:
        moment = self._workplace.settings.clock().strftime(MOMENT)
        folders = (self._folder / IN_WORK / f"{moment}-{number}" for number in count(1))
        folder = next(folder for folder in folders if not folder.exists())
        folder.mkdir()
        return Parcel(folder)

    def _parcels(self) -> list[Parcel]:
        return [Parcel(folder) for folder in sorted((self._folder / IN_WORK).iterdir()) if _is_ours(folder)]

    def _attend(self, parcel: Parcel) -> bool:
        """Bring a parcel as far as it can go; whether it was laid aside."""
        if not parcel.plan.exists():
            file = parcel.file
            if file is None:
                shutil.rmtree(parcel.folder)
                return False
            receipt = self._receipt(parcel, file)
            if receipt is None:
                return False
            self._pack(parcel, file, receipt)
        self._move(parcel)
        return True

    def _receipt(self, parcel: Parcel, file: Path) -> Receipt | str | None:
        """The answer to a parcel; the sentence alone where not even its sender's name may be kept."""
        if parcel not in self._jobs:
            answered = self._hand_in(parcel, file)
            if answered is not None:
                return answered
        return self._workplace.answer_to(self._jobs[parcel])

    def _hand_in(self, parcel: Parcel, file: Path) -> Receipt | str | None:
        place = self._workplace
        if parcel not in self._own and (job := self._job_before_a_kill(parcel, file)) is not None:
            self._jobs[parcel] = job
            return None
        try:
            arrival = receive(
                file,
                ledger=place.ledger,
                queue=place.queue,
                files=place.files,
                sender=parcel.sender_of(file),
                received_at=parcel.received_at,
                period=None,
                now=place.settings.clock(),
            )
        except PrivacyError as error:
            return error.message
        if arrival.job is not None:
            self._jobs[parcel] = arrival.job
        return arrival.receipt

    def _job_before_a_kill(self, parcel: Parcel, file: Path) -> int | None:
        found = self._workplace.queue.find(
            sha256=sha256_of(file), file_name=file.name, received_at=parcel.received_at
        )
        return None if found is None else found.id

    def _pack(self, parcel: Parcel, file: Path, receipt: Receipt | str) -> None:
        """Write what goes along with the file, and then, as the last thing, where each of them goes."""
        state = State.REFUSED if isinstance(receipt, str) else receipt.state
        text = receipt if isinstance(receipt, str) else receipt_text(receipt, received_at=parcel.received_at)
        (parcel.folder / "tanda-terima.txt").write_text(text, encoding="utf-8")
        pieces = {"": file, " - tanda terima.txt": parcel.folder / "tanda-terima.txt"}
        if not isinstance(receipt, str) and receipt.marked_workbook is not None:
            marked = parcel.folder / "perbaikan.xlsx"
            shutil.copyfile(receipt.marked_workbook, marked)
            pieces[" - perbaikan.xlsx"] = marked
        targets = _free_targets(self._place_of(parcel, file, state), _public_name(file, receipt), pieces)
        plan = [[str(source), str(target)] for source, target in targets]
        draft = parcel.plan.with_suffix(".part")
        draft.write_text(json.dumps(plan), encoding="utf-8")
        flush(draft)
        draft.rename(parcel.plan)

    def _place_of(self, parcel: Parcel, file: Path, state: State) -> Path:
        sender = parcel.sender_of(file)
        folder = self._folder / FOLDER_OF.get(state, DONE)
        return folder if sender is None or holds_personal_number(sender) else folder / sender

    def _move(self, parcel: Parcel) -> None:
        """Each piece to its place; after a kill the rest follows, since what has moved is no longer here."""
        for source, target in json.loads(parcel.plan.read_text(encoding="utf-8")):
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            if Path(source).exists():
                Path(source).rename(target)
        shutil.rmtree(parcel.folder)
        self._jobs.pop(parcel, None)
        self._own.discard(parcel)


def _candidates(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        if Path(root) == folder:
            folders[:] = [name for name in folders if name not in RESERVED]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not _is_passing(name) and stat.S_ISREG(path.lstat().st_mode):
                yield path


def _is_passing(name: str) -> bool:
    """Office's lock files, hidden files, and what a program is still writing."""
    return name.startswith((".", "~$")) or name.casefold().endswith(UNFINISHED)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _is_ours(folder: Path) -> bool:
    try:
        Parcel(folder).received_at  # noqa: B018 - asks whether the name is one of ours
    except ValueError:
        return False
    return folder.is_dir()


def _readable(name: str) -> str:
    """The name as text that every database and page can hold."""
    return os.fsencode(name).decode("utf-8", errors="replace")


def _public_name(file: Path, receipt: Receipt | str) -> str:
    """The name under which a file is laid aside: never one that holds a personal number."""
    is_hidden = not isinstance(receipt, str) and receipt.file == HIDDEN_NAME
    return f"{MASKED}{file.suffix}" if is_hidden or holds_personal_number(file.name) else file.name


def _free_targets(folder: Path, name: str, pieces: dict[str, Path]) -> list[tuple[Path, Path]]:
    """Where each piece goes, keyed by what its name ends on: the first number under which all are free."""
    stem, suffix = Path(name).stem, Path(name).suffix
    stems = (stem if number == 1 else f"{stem} ({number})" for number in count(1))
    plans = (
        [(source, folder / f"{numbered}{ending or suffix}") for ending, source in pieces.items()]
        for numbered in stems
    )
    return next(plan for plan in plans if not any(target.exists() for _, target in plan))


def trouble(folder: Path) -> str | None:
    """What keeps the folder from being watched, as an Indonesian sentence; None when nothing does."""
    if not folder.exists():
        return None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return f"folder {folder} tidak dapat dibaca dan ditulisi; periksa izinnya"
    return None

"""The data folder in use: ledger, queue, file store and marts, opened together."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from data_contracts.aturan import Settings as RuleSettings
from data_contracts.aturan import read_settings_file
from etl.answering import answer_of
from etl.receipt import Receipt
from pantau.settings import Settings
from warehouse.data_folder import DataFolder, is_locked
from warehouse.engines import create_ledger_engine
from warehouse.files import FileStore
from warehouse.flag_history import FlagHistory
from warehouse.ledger import Ledger
from warehouse.mappings import HeadingMappings
from warehouse.marts import MartStore, create_mart_store
from warehouse.queue import JobQueue


@dataclass(frozen=True, slots=True)
class Workplace:
    """What every command works on. `lock` is held by the one process that judges and publishes."""

    settings: Settings
    ledger: Ledger
    queue: JobQueue
    files: FileStore
    marts: MartStore
    mappings: HeadingMappings
    flags: FlagHistory
    lock: FileLock

    def has_running_worker(self) -> bool:
        return is_locked(Path(self.lock.lock_file))

    def rule_settings(self, *, known_at: datetime | None = None) -> RuleSettings:
        """The settings by which figures are judged here, with the lines written down up to `known_at`.

        Raises ContractError where the data folder's file cannot be read.
        """
        return read_settings_file(self.settings.rules_file, known_at=known_at)

    def answer_to(self, job_id: int) -> Receipt | None:
        """The whole answer to a job; None while it is not judged."""
        return answer_of(
            self.queue.get(job_id),
            ledger=self.ledger,
            files=self.files,
            folder=self.settings.answers_folder,
        )


@contextmanager
def open_workplace(settings: Settings) -> Iterator[Workplace]:
    """Opens the data folder for the length of a `with`, making folders and tables that are not there yet.

    Raises PantauError when the folder cannot be written or a database cannot be reached.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    engine = create_ledger_engine(settings.ledger)
    with closing(Ledger(engine)) as ledger, closing(create_mart_store(settings.marts)) as marts:
        ledger.create()
        yield Workplace(
            settings=settings,
            ledger=ledger,
            queue=JobQueue(engine),
            files=FileStore(settings.files_folder),
            marts=marts,
            mappings=HeadingMappings(engine),
            flags=FlagHistory(engine),
            lock=worker_lock(settings),
        )


def worker_lock(settings: Settings) -> FileLock:
    """The lock of the one process that judges and publishes; each call is a holder of its own."""
    return FileLock(DataFolder(settings.folder).worker_lock)

"""The office that takes reports in: a real ledger, queue and file store in a folder of their own."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from data_contracts.periode import Periode
from etl.intake import Arrival, Receipt, receive
from etl.process import process
from tests.etl.laporan import NOW, RECEIVED
from warehouse import tables
from warehouse.engines import begin_read, create_ledger_engine
from warehouse.files import FileStore
from warehouse.ledger import Ledger
from warehouse.queue import Job, JobQueue


@dataclass(frozen=True, slots=True)
class Office:
    engine: sa.Engine
    ledger: Ledger
    queue: JobQueue
    files: FileStore
    folder: Path

    def receive(
        self,
        path: Path,
        *,
        received_at: datetime = RECEIVED,
        period: Periode | None = None,
        sender: str | None = "Disdukcapil",
    ) -> Arrival:
        return receive(
            path,
            ledger=self.ledger,
            queue=self.queue,
            files=self.files,
            sender=sender,
            received_at=received_at,
            period=period,
            now=NOW,
        )

    def claim(self) -> Job:
        job = self.queue.claim(worker="penguji", now=NOW)
        assert job is not None
        return job

    def process(self, job: Job) -> Receipt:
        return process(job, ledger=self.ledger, queue=self.queue, files=self.files, now=NOW)

    def take_in(
        self, path: Path, *, received_at: datetime = RECEIVED, period: Periode | None = None
    ) -> Receipt:
        """Receive a file and, unless it is answered at once, judge it."""
        arrival = self.receive(path, received_at=received_at, period=period)
        return arrival.receipt or self.process(self.claim())

    def counts(self) -> dict[str, int]:
        """How many rows each table of the ledger's database holds."""
        with begin_read(self.engine) as connection:
            return {
                table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in tables.ledger_metadata.sorted_tables
            }

    def stored_files(self) -> list[Path]:
        return [path for path in (self.folder / "berkas").rglob("*") if path.is_file()]


def open_office(folder: Path, *, url: str | None = None) -> Office:
    """SQLite in the folder, unless another database is named."""
    engine = create_ledger_engine(url or f"sqlite:///{folder / 'buku_besar.db'}")
    ledger = Ledger(engine)
    ledger.create()
    return Office(engine, ledger, JobQueue(engine), FileStore(folder / "berkas"), folder)

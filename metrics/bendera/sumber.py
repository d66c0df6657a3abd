"""The cells behind the figures of whole half-months: what a flag names as its evidence."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from data_contracts.catalogue import load_contracts, load_routine_contracts
from data_contracts.contract import Measure
from data_contracts.periode import Periode
from metrics.bendera.penilaian import Cells
from metrics.cells import cells_in_force, with_address
from metrics.results import CODE_LENGTH, Level, periode_of
from warehouse.ledger import Ledger
from warehouse.ledger_reader import LedgerReader


def source_cells(ledger: Ledger, *, periods: Sequence[Periode], known_at: datetime | None = None) -> Cells:
    """Per kab/kota, `contract.field` and half-month the cells in force: "file, sheet, D12"."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    with ledger.reading() as reader:
        for name in load_routine_contracts():
            for row in _cells(reader, name, periods, known_at).itertuples():
                key = (str(row.wilayah), f"{name}.{row.field}", str(row.periode))
                found[key].append(f"{row.file}, {row.sheet}, {row.cell}")
    return found


def _cells(
    reader: LedgerReader, contract: str, periods: Sequence[Periode], known_at: datetime | None
) -> pd.DataFrame:
    rows = reader.reported(contract, since=min(periods).start, until=max(periods).end, known_at=known_at)
    fields = [field.name for field in load_contracts()[contract].measured]
    cells = cells_in_force(rows, contract=contract, fields=fields)
    cells = cells[cells["wilayah"].str.len() == CODE_LENGTH[Level.KABKOTA]]
    flows = [field.name for field in load_contracts()[contract].of_measure(Measure.FLOW)]
    cells = cells.assign(
        periode=periode_of(cells["tanggal"]),
        # Of a level the last cell of the half-month counts; of a flow all that were added.
        part=cells["tanggal_awal"].where(cells["field"].isin(flows)),
    ).sort_values("tanggal")
    cells = cells.drop_duplicates(["wilayah", "field", "periode", "part"], keep="last")
    return with_address(cells, reader=reader)

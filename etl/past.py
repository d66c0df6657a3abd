"""What the ledger can tell of the past, asked only for the regions and the days that a file needs."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

import pandas as pd


class PastReports(Protocol):
    """The accepted reports of the ledger, by contract."""

    def past(self, contract: str, *, kodes: Collection[str], until: date, since: date) -> pd.DataFrame:
        """The rows of `Ledger.reported` of these regions from `since` to `until`, both inclusive.

        One row per source row in order of precedence (last wins): submission_id, received_at, simulasi,
        sheet, source_row, kode_wilayah, tanggal_awal, tanggal, marked, the contract's dimensions and fields,
        and of the submission file_name and sender (missing where not known).
        """
        ...

"""What was corrected and what that did to the figures: what was known at a past moment beside what is now."""

from datetime import datetime
from typing import Any, Final

import pandas as pd

from data_contracts.catalogue import load_register
from metrics.catalogue import ReportShare, load_indicators
from metrics.cells import with_address
from metrics.judging import judged
from metrics.measure import observations
from metrics.results import Level, shaped
from metrics.sources import Span
from warehouse.ledger import Ledger
from warehouse.ledger_reader import LedgerReader
from warehouse.marts import Marts
from warehouse.revisions import WITHDRAWN, revisions

KEY: Final = ["indicator", "wilayah", "periode"]
PLACE: Final = ("file", "sheet", "cell")
COMPARED: Final = ("numerator", "denominator", "value", "status", "n_reported")
CELL_TYPES: Final = {
    "contract": "str",
    "field": "str",
    "wilayah": "str",
    "nama": "str",
    "tanggal_awal": "datetime64[s]",
    "tanggal": "datetime64[s]",
    "rincian": "str",
    "before": "str",
    "after": "str",
    "change": "Float64",
    "submission_before": "Int64",
    "file_before": "str",
    "sheet_before": "str",
    "cell_before": "str",
    "submission_after": "Int64",
    "file_after": "str",
    "sheet_after": "str",
    "cell_after": "str",
    "cause": "str",
    "changed_at": "datetime64[us, UTC]",
    "sender": "str",
    "reason": "str",
    "simulasi": "boolean",
}
REVISION_COLUMNS: Final = tuple(CELL_TYPES)
EFFECT_TYPES: Final = {
    "indicator": "str",
    "wilayah": "str",
    "nama": "str",
    "level": "str",
    "periode": "str",
    "unit": "str",
    "numerator_before": "Int64",
    "numerator_after": "Int64",
    "denominator_before": "Int64",
    "denominator_after": "Int64",
    "value_before": "Float64",
    "value_after": "Float64",
    "status_before": "str",
    "status_after": "str",
    "n_reported_before": "Int64",
    "n_reported_after": "Int64",
    "simulasi": "boolean",
}


def revised_cells(ledger: Ledger, *, since: datetime, until: datetime | None = None) -> pd.DataFrame:
    """One row per field of a place and day whose value changed after `since` and up to `until` (None: now):
    CELL_TYPES, by contract, day, place and field.

    `before` and `after` are the values as text with the cell each stands in; after a withdrawal the former
    value holds again, or nothing does. `sender` and `reason` are of whoever changed it: the sender of the
    later report, or who withdrew and why. `change` is missing for texts and dates. A row of a contract with
    dimensions names them in `rincian`.
    """
    changed = revisions(ledger, since=since, until=until).rename(columns={"kode_wilayah": "wilayah"})
    with ledger.reading() as reader:
        bare = changed.drop(columns=["sheet_before", "sheet_after"])
        placed = bare.join(_places(changed, "before", reader)).join(_places(changed, "after", reader))
        told = placed.join(_whys(placed, reader))
    register = load_register()
    names = {code: register.get(code).nama for code in told["wilayah"].unique()}
    before, after = (
        pd.to_numeric(told[when], errors="coerce").astype("Float64") for when in ("before", "after")
    )
    return shaped(told.assign(nama=told["wilayah"].map(names), change=after - before), CELL_TYPES)


def effects(before: Marts, after: Marts, *, since: datetime, now: datetime) -> pd.DataFrame:
    """One row per indicator, wilayah (province, kab/kota) and half-month that stands differently now:
    EFFECT_TYPES, by half-month, indicator and code.

    `before` are the marts as known at `since`, `after` those of `now`. Only what had a value at `since` can
    be revised: a first report is news, not a correction, and shows in the province's total alone, whose
    n_reported tells how many kab/kota stood in it. A value taken back is missing afterwards. Indicators that
    count reports are left out: they grow with every report (`metrics.ketepatan` tells who came when).
    """
    old, new = _figures(before, now=since), _figures(after, now=now)
    both = old[old["value"].notna()].merge(
        new[[*KEY, *COMPARED, "simulasi"]], on=KEY, how="left", suffixes=("_before", "_after")
    )
    differs = pd.Series(data=False, index=both.index)
    for name in ("numerator", "denominator", "value", "status"):
        differs |= _differs(both[f"{name}_before"], both[f"{name}_after"])
    either = both["simulasi_before"] | both["simulasi_after"].fillna(value=False)
    told = both.assign(simulasi=either)[differs]
    order = {name: number for number, name in enumerate(load_indicators())}
    ordered = told.assign(order=told["indicator"].map(order)).sort_values(["periode", "order", "wilayah"])
    return shaped(ordered, EFFECT_TYPES)


def _places(changed: pd.DataFrame, when: str, reader: LedgerReader) -> pd.DataFrame:
    """File and cell of the values of one side; nothing where there is no value."""
    known = changed[changed[f"submission_{when}"].notna()]
    named = {f"{name}_{when}": name for name in ("submission", "sheet", "source_row")}
    cells = known[["contract", "field", *named]].rename(columns=named).assign(raw=None)
    if cells.empty:
        return pd.DataFrame(columns=[f"{name}_{when}" for name in PLACE], index=cells.index, dtype="str")
    found = with_address(cells, reader=reader).set_axis(cells.index)
    return found[[*PLACE]].add_suffix(f"_{when}")


def _whys(changed: pd.DataFrame, reader: LedgerReader) -> pd.DataFrame:
    """Who changed each and why: sender, reason."""
    senders = {each.id: each.sender for each in reader.submissions()}
    ends = {
        int(number): reader.events(int(number))[-1]
        for number in changed.loc[changed["cause"] == WITHDRAWN, "submission_before"].unique()
    }
    told = [
        (ends[before].actor, ends[before].reason) if cause == WITHDRAWN else (senders[after], None)
        for cause, before, after in zip(
            changed["cause"], changed["submission_before"], changed["submission_after"], strict=True
        )
    ]
    return pd.DataFrame(told, columns=["sender", "reason"], index=changed.index, dtype="str")


def _figures(marts: Marts, *, now: datetime) -> pd.DataFrame:
    counted = tuple(item for item in load_indicators().values() if not isinstance(item.formula, ReportShare))
    rows = judged(observations(marts, indicators=counted, span=Span(None, None), now=now))
    return rows[rows["level"].isin([str(Level.PROVINSI), str(Level.KABKOTA)])]


def _differs(before: "pd.Series[Any]", after: "pd.Series[Any]") -> "pd.Series[bool]":
    same = (before == after).fillna(value=False) | (before.isna() & after.isna())
    return ~same.astype("bool")

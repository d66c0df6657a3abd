"""What the checks found over time: rows, rules and senders.

Built from what the ledger counts (`warehouse.quality`). A source row is exactly one of: clean (entered
without a remark), marked (entered, with a warning), held (kept out by an error, or with its whole file).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB
from metrics.results import missing, periode_of, shaped
from warehouse.ledger import Ledger
from warehouse.quality import (
    findings_counted,
    findings_named,
    judged_by_contract,
    judged_rows,
    validations_counted,
)

OUTCOMES: Final = ("clean", "marked", "held")
TALLY_TYPES: Final = {
    "n_files": "Int64",
    "n": "Int64",
    **dict.fromkeys(OUTCOMES, "Int64"),
    "share_clean": "Float64",
}
CHANGE_TYPES: Final = {"share_before": "Float64", "share_after": "Float64", "change_points": "Float64"}
FILE_TYPES: Final = {
    "submission": "Int64",
    "file": "str",
    "sender": "str",
    "received_at": "datetime64[us, UTC]",
    "simulasi": "boolean",
}
FIRED_TYPES: Final = {
    "rule": "str",
    "severity": "str",
    "n": "Int64",
    "n_files": "Int64",
    "n_wilayah": "Int64",
    "contract": "str",
    "field": "str",
    "wilayah": "str",
    "periode": "str",
    "submission": "Int64",
    "file": "str",
    "sheet": "str",
    "cell": "str",
    "tanggal": "datetime64[s]",
    "value": "str",
    "message": "str",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quality:
    """Everything the checks ever came to.

    `rows`: submission, sender, wilayah, periode, clean, marked, held, n: source rows; `by_contract` the same
    and contract, a source row once in each contract it feeds. `found`: submission, rule, severity, contract,
    field, wilayah, periode, n (findings), example (number of the first). `validations`: submission, contract,
    rule, evaluated, unexpected. `files`: FILE_TYPES. periode is the
    half-month of the data date and, where none could be read, that of the arrival (WIB).
    """

    rows: pd.DataFrame
    by_contract: pd.DataFrame
    found: pd.DataFrame
    validations: pd.DataFrame
    files: pd.DataFrame
    ledger: Ledger


def read_quality(ledger: Ledger) -> Quality:
    """The costly part of the page, the same for every half-month and place."""
    files, by_contract = _files(ledger), judged_by_contract(ledger)
    return Quality(
        rows=_judged(judged_rows(ledger, by_contract=by_contract), files=files),
        by_contract=_judged(by_contract, files=files),
        found=_placed(findings_counted(ledger), files=files),
        validations=validations_counted(ledger),
        files=files,
        ledger=ledger,
    )


def tally(rows: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """One row per `by`: n_files, n, clean, marked, held (source rows) and share_clean in percent.

    share_clean is missing without rows; groups that nobody reported for have no row.
    """
    keys = [*by]
    counts = rows.groupby(keys, dropna=False)[["n", *OUTCOMES]].sum()
    files = rows.groupby(keys, dropna=False)["submission"].nunique().rename("n_files")
    summed = counts.join(files).reset_index()
    types = {name: str(rows[name].dtype) for name in keys} | TALLY_TYPES
    return shaped(summed.assign(share_clean=_share(summed)), types)


def over_time(quality: Quality, *, periods: Sequence[Periode], wilayah: str | None = None) -> pd.DataFrame:
    """One row per half-month as given: periode and the columns of `tally`; counts are missing where nothing
    arrived.
    """
    counted = tally(_of(quality.rows, periods=periods, wilayah=wilayah), by=["periode"])
    every = pd.DataFrame({"periode": pd.Series([str(each) for each in periods], dtype="str")})
    return every.merge(counted, on="periode", how="left")


def by_regency(quality: Quality, *, periods: Sequence[Periode]) -> pd.DataFrame:
    """One row per kab/kota by code, all 35: wilayah, the columns of `tally`, and CHANGE_TYPES.

    share_before and share_after are share_clean of the earlier and the later half of `periods`, missing
    where nothing arrived in it; change_points is their difference.
    """
    compared = _compared(quality.rows, periods=periods, by="wilayah")
    codes = [regency.kode for regency in load_register().kabkota]
    every = pd.DataFrame({"wilayah": pd.Series(codes, dtype="str")})
    return every.merge(compared, on="wilayah", how="left")


def by_sender(quality: Quality, *, periods: Sequence[Periode]) -> pd.DataFrame:
    """One row per sender who sent anything in `periods`, most rows first: as `by_regency`."""
    compared = _compared(quality.rows, periods=periods, by="sender")
    return compared.sort_values(["n", "sender"], ascending=[False, True]).reset_index(drop=True)


def by_subject(quality: Quality, *, periods: Sequence[Periode], wilayah: str | None = None) -> pd.DataFrame:
    """One row per contract that was reported for: contract and the columns of `tally`."""
    return tally(_of(quality.by_contract, periods=periods, wilayah=wilayah), by=["contract"])


def fired(quality: Quality, *, periods: Sequence[Periode], wilayah: str | None = None) -> pd.DataFrame:
    """One row per rule that found something, most findings first: FIRED_TYPES.

    n: findings, n_files and n_wilayah: in how many files and places. The rest is the latest example.
    """
    found = _of(quality.found, periods=periods, wilayah=wilayah)
    if found.empty:
        return shaped(pd.DataFrame(), FIRED_TYPES)
    counts = found.groupby("rule").agg(
        n=("n", "sum"), n_files=("submission", "nunique"), n_wilayah=("wilayah", "nunique")
    )
    latest = found.sort_values(["periode", "example"]).drop_duplicates("rule", keep="last")
    latest = latest.drop(columns="n").merge(counts.reset_index(), on="rule")
    named = findings_named(quality.ledger, numbers=latest["example"].tolist())
    whole = latest.merge(named, on="example").merge(quality.files[["submission", "file"]], on="submission")
    return shaped(whole.sort_values(["n", "rule"], ascending=[False, True]), FIRED_TYPES)


def is_simulated(quality: Quality, *, periods: Sequence[Periode], wilayah: str | None = None) -> bool:
    """Whether any file counted for these half-months is simulated."""
    counted = set(_of(quality.rows, periods=periods, wilayah=wilayah)["submission"])
    return bool(quality.files.loc[quality.files["submission"].isin(counted), "simulasi"].any())


def _files(ledger: Ledger) -> pd.DataFrame:
    rows = [
        (each.id, each.file_name, each.sender, each.received_at, each.simulasi)
        for each in ledger.submissions()
    ]
    return shaped(pd.DataFrame(rows, columns=list(FILE_TYPES)), FILE_TYPES)


def _judged(counted: pd.DataFrame, *, files: pd.DataFrame) -> pd.DataFrame:
    """The counts of `warehouse.quality` with one column per outcome, so that sums stay sums."""
    accepted, marked = counted["accepted"].astype("bool"), counted["marked"].astype("bool")
    split = counted.assign(
        clean=counted["n"].where(accepted & ~marked, 0),
        marked=counted["n"].where(accepted & marked, 0),
        held=counted["n"].where(~accepted, 0),
    )
    return _placed(split.drop(columns="accepted"), files=files).merge(
        files[["submission", "sender"]], on="submission"
    )


def _placed(counted: pd.DataFrame, *, files: pd.DataFrame) -> pd.DataFrame:
    received = counted[["submission"]].merge(files, on="submission", how="left")["received_at"]
    arrival = received.dt.tz_convert(WIB).dt.tz_localize(None).dt.normalize().set_axis(counted.index)
    spoken = counted["tanggal"].astype(arrival.dtype).fillna(arrival)
    return counted.assign(periode=periode_of(spoken)).drop(columns="tanggal")


def _of(rows: pd.DataFrame, *, periods: Sequence[Periode], wilayah: str | None) -> pd.DataFrame:
    """The rows of these half-months: of one wilayah, or of the whole province, those included whose place
    could not be read. Regencies of other provinces may report to be compared with; they are not ours.
    """
    wanted = rows["periode"].isin([str(periode) for periode in periods])
    if wilayah:
        return rows[wanted & (rows["wilayah"] == wilayah)]
    province = load_register().provinsi.kode
    is_ours = rows["wilayah"].isna() | rows["wilayah"].str.startswith(province, na=False)
    return rows[wanted & is_ours]


def _compared(rows: pd.DataFrame, *, periods: Sequence[Periode], by: str) -> pd.DataFrame:
    middle = len(periods) // 2
    whole, before, after = (
        tally(_of(rows, periods=span, wilayah=None), by=[by]).set_index(by)
        for span in (periods, periods[:middle], periods[middle:])
    )
    earlier, later = (span["share_clean"].reindex(whole.index) for span in (before, after))
    compared = whole.assign(share_before=earlier, share_after=later, change_points=later - earlier)
    types = {by: "str"} | TALLY_TYPES | CHANGE_TYPES
    return shaped(compared.reset_index(), types)


def _share(counts: pd.DataFrame) -> "pd.Series[float]":
    if counts.empty:
        return missing(counts.index, dtype="Float64")
    return 100 * counts["clean"].astype("Float64") / counts["n"].where(counts["n"] > 0)

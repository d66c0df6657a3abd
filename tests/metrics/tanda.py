"""Flags by hand, as the pages read them: for tests that ask what is made of a flag, not when it goes up."""

from __future__ import annotations

import json

import pandas as pd

from data_contracts.aturan import load_settings
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from metrics.bendera import evaluate
from metrics.bendera.penilaian import FLAG_TYPES
from metrics.catalogue import load_indicators
from metrics.results import shaped
from metrics.tanda import Flag, read_flags
from tests.metrics.reports import NOW
from warehouse.marts import Marts

OUTCOMES = {None: "clear", "abu-abu": "not_assessable"}


def flag(
    wilayah: str,
    *,
    severity: str | None,
    indicator: str = "cakupan_perekaman",
    rule: str = "tertinggal",
    periode: str = "2026-10-P2",
    **evidence: object,
) -> Flag:
    """One flag; `severity` None is clear, "abu-abu" what cannot be judged, a blue verdict neither."""
    place, item = load_register().get(wilayah), load_indicators()[indicator]
    is_blue = severity == "biru" and rule == "tertinggal"
    outcome = "not_assessable" if is_blue else OUTCOMES.get(severity, "raised")
    row = {
        "wilayah": wilayah,
        "nama": place.nama,
        "indicator": indicator,
        "rule": rule,
        "periode": periode,
        "outcome": outcome,
        "severity": severity,
        "since": pd.Timestamp(2026, 9, 15) if outcome == "raised" else pd.NaT,
        "evidence": json.dumps(evidence),
        "clears_when": "rekam 5.000 jiwa lagi" if outcome == "raised" else None,
        "message": f"{place.nama}, {item.nama}: kata {rule}.",
        "versi": "abcd1234",
    }
    (found,) = read_flags(shaped(pd.DataFrame([row]), FLAG_TYPES))
    return found


def flags_of(marts: Marts, *, periode: Periode, now: object = NOW) -> tuple[Flag, ...]:
    """What the engine says of one half-month."""
    return read_flags(evaluate(marts, settings=load_settings(), now=now, periods=(periode,)))  # type: ignore[arg-type]

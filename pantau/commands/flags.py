"""`flags`: who falls behind and what else is to be looked at, with the evidence."""

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from metrics.bendera import evaluate
from pantau.commands.reading import known_indicators, marts_asked_for, own_wilayah
from pantau.output import frame_records, print_frame, print_json
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace

FLAG_COLUMNS: Final = (
    "wilayah",
    "indicator",
    "rule",
    "outcome",
    "severity",
    "since",
    "evidence",
    "clears_when",
    "message",
)
HISTORY_COLUMNS: Final = ("evaluated_at", "periode", *FLAG_COLUMNS, "versi")


def flags(arguments: argparse.Namespace, settings: Settings) -> int:
    """Every outcome of one half-month, as known now or at a past moment, or with `--history` all that was
    said of a place after each publication; the options choose among them.
    """
    indicators = known_indicators(arguments.indicator)
    wilayah = own_wilayah(arguments.wilayah) if arguments.wilayah else None
    periods = (Periode.of(arguments.date),) if arguments.date else None
    if arguments.history and wilayah is None:
        raise UsageError("Riwayat tanda dibaca per daerah; sebutkan --wilayah, mis. 33.74.")
    with open_workplace(settings) as workplace, marts_asked_for(workplace, arguments) as marts:
        if arguments.history:
            told = _told(workplace, wilayah=wilayah or "", periods=periods, known_at=arguments.known_at)
            frame = _chosen(told, arguments, indicators=indicators, wilayah=wilayah)
            _print(frame, columns=HISTORY_COLUMNS, form=arguments.format)
            return 0
        frame = evaluate(
            marts,
            ledger=workplace.ledger,
            settings=workplace.rule_settings(known_at=arguments.known_at),
            now=arguments.known_at or settings.clock(),
            periods=periods,
            known_at=arguments.known_at,
        )
    frame = _chosen(frame, arguments, indicators=indicators, wilayah=wilayah)
    _print(frame, columns=FLAG_COLUMNS, form=arguments.format)
    return 0


def _told(
    workplace: Workplace, *, wilayah: str, periods: tuple[Periode, ...] | None, known_at: datetime | None
) -> pd.DataFrame:
    """All that was ever said of a place, oldest first; each row says otherwise than the one before it."""
    told = workplace.flags.history(wilayah=wilayah)
    if known_at is not None:
        told = told[told["evaluated_at"] <= pd.Timestamp(known_at)]
    return told if periods is None else told[told["periode"].isin([str(each) for each in periods])]


def _chosen(
    frame: pd.DataFrame,
    arguments: argparse.Namespace,
    *,
    indicators: tuple[str, ...] | None,
    wilayah: str | None,
) -> pd.DataFrame:
    chosen = {
        "indicator": indicators,
        "rule": _known_rules(arguments.rule, frame),
        "outcome": arguments.outcome and (arguments.outcome,),
        "wilayah": wilayah and (wilayah,),
    }
    for column, wanted in chosen.items():
        frame = frame if wanted is None else frame[frame[column].isin(wanted)]
    return frame


def _print(frame: pd.DataFrame, *, columns: Sequence[str], form: str) -> None:
    """In JSON the evidence is an object; in CSV the same object as text."""
    if form != "json":
        print_frame(frame, columns=columns, form=form)
        return
    records = frame_records(frame, columns=columns)
    print_json([{**record, "evidence": json.loads(str(record["evidence"]))} for record in records])


def _known_rules(names: list[str] | None, frame: pd.DataFrame) -> tuple[str, ...] | None:
    if names is None:
        return None
    known = list(dict.fromkeys(frame["rule"]))
    for name in names:
        if name not in known and known:
            message = f"Aturan {name!r} tidak dikenal; yang ada: {', '.join(known)}."
            raise UsageError(message)
    return tuple(names)

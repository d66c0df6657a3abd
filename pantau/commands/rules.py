"""`rules list|set|backtest`: the settings by which figures are judged, and what changing one would do."""

import argparse
from collections.abc import Callable, Mapping
from typing import Final

from data_contracts.aturan import DatedValue, Setting, load_settings, settings_mark, with_value
from data_contracts.errors import ContractError, UsageError
from data_contracts.tulisan import WIB, format_tanggal
from metrics.bendera import evaluate
from metrics.bendera.evaluasi import latest_periods
from metrics.pengaturan import value_said
from metrics.uji_mundur import BACKTEST_COLUMNS, backtest
from pantau.commands.reading import published
from pantau.output import print_frame, print_json, print_lines, print_table
from pantau.rules_file import add_line, new_line, number_of
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace

_COLUMNS: Final = {
    "key": "Kunci",
    "said": "Nilai",
    "since": "Berlaku mulai",
    "author": "Ditetapkan oleh",
    "reason": "Alasan",
}

_TRIAL: Final = (
    "Setengah bulan yang berakhir sejak tanggal itu dinilai dengannya; yang sudah tercatat tetap tersimpan. "
    "Akibat sebuah nilai dapat dilihat dahulu, tanpa diwajibkan, dengan `pantau rules backtest KUNCI NILAI`."
)


def rules(arguments: argparse.Namespace, settings: Settings) -> int:
    """Shows, changes or tries out settings."""
    with open_workplace(settings) as workplace:
        return _ACTIONS[arguments.action](arguments, workplace)


def _list(arguments: argparse.Namespace, workplace: Workplace) -> int:
    today = workplace.settings.clock().astimezone(WIB).date()
    known = workplace.rule_settings()
    records = [_record(setting, setting.on(today)) for setting in known.values()]
    if arguments.json:
        former = [[line.model_dump() for line in setting.nilai] for setting in known.values()]
        print_json([{**record, "lines": lines} for record, lines in zip(records, former, strict=True)])
    else:
        print_table([_shown(setting, setting.on(today)) for setting in known.values()], columns=_COLUMNS)
    return 0


def _record(setting: Setting, line: DatedValue) -> dict[str, object]:
    return {
        "key": setting.kunci,
        "name": setting.nama,
        "meaning": setting.arti,
        "value": line.nilai,
        "unit": setting.satuan,
        "least": setting.paling_sedikit,
        "most": setting.paling_banyak,
        "since": line.berlaku_mulai,
        "author": line.penulis,
        "reason": line.alasan,
    }


def _shown(setting: Setting, line: DatedValue) -> dict[str, object]:
    """As people read it."""
    words = {"said": value_said(line, setting=setting), "since": format_tanggal(line.berlaku_mulai)}
    return {**_record(setting, line), **words}


def _set(arguments: argparse.Namespace, workplace: Workplace) -> int:
    setting = _known(arguments.key)
    now = workplace.settings.clock()
    line = new_line(
        value=arguments.value,
        author=arguments.author,
        reason=arguments.reason,
        since=arguments.since or now.astimezone(WIB).date(),
        now=now,
    )
    changed = add_line(workplace.settings.rules_file, key=setting.kunci, line=line)
    value, since = value_said(line, setting=setting), format_tanggal(line.berlaku_mulai)
    said = f"{setting.nama}: {value} mulai {since}, ditetapkan oleh {line.penulis}"
    print_lines([f"{said} ({line.alasan}). Pengaturan {settings_mark(changed)}.", _TRIAL])
    return 0


def _backtest(arguments: argparse.Namespace, workplace: Workplace) -> int:
    """What the flags of the last half-months would have been with another value."""
    if arguments.periods < 1:
        raise UsageError("Sebutkan paling sedikit satu periode (--periods).")
    setting, now, present = _known(arguments.key), workplace.settings.clock(), workplace.rule_settings()
    try:
        proposed = with_value(present, key=setting.kunci, value=number_of(arguments.value))
    except ContractError as error:
        raise UsageError(f"Nilai itu tidak dapat dicoba: {error.message}.") from error
    with published(workplace) as marts:
        periods = latest_periods(marts, now=now, number=arguments.periods)
        before, after = (
            evaluate(marts, settings=each, now=now, periods=periods) for each in (present, proposed)
        )
    print_frame(backtest(before, after), columns=BACKTEST_COLUMNS, form=arguments.format)
    return 0


def _known(key: str) -> Setting:
    known = load_settings()
    if key not in known:
        message = f"Pengaturan {key!r} tidak dikenal; yang ada: {', '.join(known)}."
        raise UsageError(message)
    return known[key]


_ACTIONS: Mapping[str, Callable[[argparse.Namespace, Workplace], int]] = {
    "list": _list,
    "set": _set,
    "backtest": _backtest,
}

"""The page Tertinggal: every verdict of one half-month with the signals behind it, and the other findings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import listed
from data_contracts.wilayah import Wilayah
from metrics.catalogue import Indicator
from metrics.tanda import SIGNALS, VERDICT, Flag

CLEAR: Final = "sesuai"
GREY: Final = "abu-abu"
WORDS: Final = {
    "merah": "tertinggal",
    "kuning": "waspada",
    "biru": "periksa penyebut",
    GREY: "belum dapat dinilai",
    CLEAR: "sesuai",
}
# The worst comes first: a regency counts once, under the worst of its verdicts.
COLOURS: Final = tuple(WORDS)
NAMED: Final = 4
MOST_INDICATORS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standings:
    """`verdicts` by code and indicator; `standing` puts each of the 35 under the worst of its colours.

    What cannot be judged anywhere, as where nobody reports it, says nothing of a single regency: such
    indicators are `unjudged` and left out of `standing`, unless nothing else is left. `findings` are the
    raised ones of the other rules, in the order of the engine and then by code.
    """

    periode: Periode
    flags: tuple[Flag, ...]
    verdicts: Mapping[tuple[str, str], Flag]
    standing: Mapping[str, tuple[Wilayah, ...]]
    unjudged: tuple[Indicator, ...]
    findings: tuple[Flag, ...]
    sentence: str

    def signals(self, wilayah: str, indicator: str) -> tuple[Flag, ...]:
        """The signals behind one verdict, in the order in which they are asked."""
        own = {
            flag.rule: flag
            for flag in self.flags
            if flag.wilayah.kode == wilayah and flag.indicator.id == indicator
        }
        return tuple(own[name] for name in SIGNALS if name in own)


def standings_of(flags: Sequence[Flag], *, periode: Periode) -> Standings:
    """What the flags of one half-month come to."""
    verdicts = {(flag.wilayah.kode, flag.indicator.id): flag for flag in flags if flag.rule == VERDICT}
    unjudged = _unjudged(verdicts.values())
    standing = _standing(flag for flag in verdicts.values() if flag.indicator not in unjudged)
    return Standings(
        periode=periode,
        flags=tuple(flags),
        verdicts=verdicts,
        standing=standing,
        unjudged=unjudged,
        findings=tuple(flag for flag in flags if flag.is_finding and flag.is_raised),
        sentence=_say(standing, verdicts.values(), periode=periode),
    )


def colour_of(flag: Flag) -> str:
    """Of a verdict its colour in COLOURS; nothing raised is the last."""
    return flag.severity or CLEAR


def say_place(found: Standings, *, wilayah: str) -> str:
    """`Brebes pada 1–15 November 2026: tertinggal pada Perekaman dan KIA; sesuai pada Sisa Suket.`"""
    own = [flag for (kode, _), flag in found.verdicts.items() if kode == wilayah]
    by_colour = {
        colour: [flag.indicator.nama_pendek for flag in own if colour_of(flag) == colour]
        for colour in COLOURS
    }
    parts = [
        f"{WORDS[colour]} pada {listed(names, most=len(names))}"
        for colour, names in by_colour.items()
        if names
    ]
    name = load_register().get(wilayah).nama_pendek
    return f"{name} pada {found.periode.label}: {'; '.join(parts) or 'tidak ada indikator yang dinilai'}."


def _unjudged(verdicts: Collection[Flag]) -> tuple[Indicator, ...]:
    """Those that are grey in every place; none where all of them are."""
    asked = {flag.indicator.id: flag.indicator for flag in verdicts}
    judged = {flag.indicator.id for flag in verdicts if flag.severity != GREY}
    return tuple(item for name, item in asked.items() if name not in judged) if judged else ()


def _standing(verdicts: Iterable[Flag]) -> Mapping[str, tuple[Wilayah, ...]]:
    worst: dict[str, int] = {}
    for flag in verdicts:
        kode, colour = flag.wilayah.kode, COLOURS.index(colour_of(flag))
        worst[kode] = min(worst.get(kode, colour), colour)
    places = load_register().kabkota
    return {
        colour: tuple(place for place in places if worst.get(place.kode) == number)
        for number, colour in enumerate(COLOURS)
    }


def _say(standing: Mapping[str, Sequence[Wilayah]], verdicts: Iterable[Flag], *, periode: Periode) -> str:
    red, yellow, blue, grey, clear = (standing[colour] for colour in COLOURS)
    start = f"{len(red)} daerah merah" if red else "Tidak ada daerah merah"
    named = f": {listed(_named(red, verdicts), most=NAMED)}" if red else ""
    counted = (
        (yellow, "kuning"),
        (blue, WORDS["biru"]),
        (grey, WORDS[GREY]),
        (clear, CLEAR),
    )
    rest = "; ".join(f"{len(places)} {word}" for places, word in counted if places)
    return f"{start} pada {periode.label}{named}{'. ' if rest else ''}{rest}."


def _named(places: Sequence[Wilayah], verdicts: Iterable[Flag]) -> list[str]:
    """`Brebes (Perekaman, KIA)`: each with the indicators in which it is red."""
    red = [flag for flag in verdicts if flag.severity == COLOURS[0]]
    by_place = {
        place: [flag.indicator.nama_pendek for flag in red if flag.wilayah == place] for place in places
    }
    return [f"{place.nama_pendek} ({_short(names)})" for place, names in by_place.items()]


def _short(names: Sequence[str]) -> str:
    rest = len(names) - MOST_INDICATORS
    shown = names if rest <= 1 else [*names[:MOST_INDICATORS], f"{rest} lainnya"]
    return ", ".join(shown)

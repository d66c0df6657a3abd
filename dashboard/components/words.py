"""The outcomes: each always with its symbol, its word and its colour, never colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.components.markup import Html, element
from data_contracts.contract import Severity
from warehouse.records import State

DASH = "–"
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "tertinggal": "#B42318",
        "waspada": "#B54708",
        "sesuai": "#0F766E",
        "belum": "#667085",
        "periksa": "#1D4ED8",
        "netral": "#475467",
    }
)
ACCENT = COLOURS["sesuai"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a value means: `kind` is the colour (a key of COLOURS and a CSS class `pt-<kind>`)."""

    symbol: str
    word: str
    kind: str

    @property
    def colour(self) -> str:
        return COLOURS[self.kind]


NOT_ASSESSABLE = Outcome("○", "belum dapat dinilai", "belum")
STATUS: Mapping[str, Outcome] = MappingProxyType(
    {
        "sesuai": Outcome("●", "sesuai", "sesuai"),
        "di bawah target": Outcome("◆", "di bawah target", "waspada"),
        "di atas target": Outcome("◆", "di atas target", "waspada"),
        "di bawah target dan turun": Outcome("▼", "di bawah target dan turun", "tertinggal"),
        "menjauhi target": Outcome("▼", "menjauhi target", "tertinggal"),
        "periksa penyebut": Outcome("△", "periksa penyebut", "periksa"),
        "tanpa angka dasar": Outcome("○", "tanpa angka dasar", "belum"),
        "belum lapor": Outcome("○", "belum lapor", "belum"),
        "tidak dapat dihitung": Outcome("○", "tidak dapat dihitung", "belum"),
        "tanpa target": Outcome("□", "tanpa target", "netral"),
    }
)
ATTENTION: Mapping[str, Outcome] = MappingProxyType(
    {
        "belum lapor": Outcome("○", "belum lapor", "belum"),
        "di bawah target dan turun": STATUS["di bawah target dan turun"],
        "blangko habis": Outcome("▼", "blangko habis", "tertinggal"),
        "blangko hampir habis": Outcome("▼", "blangko hampir habis", "tertinggal"),
        "Suket saat blangko tersedia": Outcome("◆", "Suket saat blangko tersedia", "waspada"),
        "periksa penyebut": STATUS["periksa penyebut"],
    }
)
REPORT_STATUS: Mapping[str, Outcome] = MappingProxyType(
    {
        "on_time": Outcome("●", "tepat waktu", "sesuai"),
        "late": Outcome("◆", "terlambat", "waspada"),
        "overdue": Outcome("◆", "lapor lewat batas akhir", "tertinggal"),
        "returned": Outcome("▼", "dikembalikan", "tertinggal"),
        "missing": Outcome("○", "belum lapor", "tertinggal"),
        "not_due": Outcome("·", "belum jatuh tempo", "belum"),
    }
)
SUBMISSION: Mapping[str, Outcome] = MappingProxyType(
    {
        state: Outcome(symbol, state.label, kind)
        for state, symbol, kind in (
            (State.RECEIVED, "○", "belum"),
            (State.ACCEPTED, "●", "sesuai"),
            (State.ACCEPTED_WITH_WARNINGS, "◆", "waspada"),
            (State.PARTIALLY_ACCEPTED, "◆", "waspada"),
            (State.RETURNED, "▼", "tertinggal"),
            (State.REFUSED, "▼", "tertinggal"),
            (State.DUPLICATE, "□", "netral"),
            (State.WITHDRAWN, "□", "netral"),
        )
    }
)
RULE_STATE: Mapping[str, Outcome] = MappingProxyType(
    {
        "held": Outcome("●", "dipatuhi", "sesuai"),
        "error": Outcome("▼", "dilanggar, ditahan", "tertinggal"),
        "warning": Outcome("◆", "dilanggar, bertanda", "waspada"),
        "info": Outcome("□", "dilanggar, dicatat", "netral"),
        "never": Outcome("○", "belum pernah diperiksa", "belum"),
    }
)
JUDGED: Mapping[str, Outcome] = MappingProxyType(
    {
        "clean": Outcome("●", "tanpa catatan", "sesuai"),
        "marked": Outcome("◆", "bertanda", "waspada"),
        "held": Outcome("▼", "ditahan", "tertinggal"),
    }
)
SEVERITY: Mapping[str, Outcome] = MappingProxyType(
    {
        severity: Outcome(severity.symbol, severity.label, kind)
        for severity, kind in (
            (Severity.ERROR, "tertinggal"),
            (Severity.WARNING, "waspada"),
            (Severity.INFO, "netral"),
        )
    }
)


def outcome_of(status: str, *, lower_is_better: bool = False, is_worsening: bool = False) -> Outcome:
    """The outcome of a status of metrics; a status not known here is never shown as good."""
    if status == "di bawah target" and is_worsening:
        return STATUS["menjauhi target" if lower_is_better else "di bawah target dan turun"]
    if status == "di bawah target" and lower_is_better:
        return STATUS["di atas target"]
    return STATUS.get(status, NOT_ASSESSABLE)


def report_status(status: str, *, arrived: bool) -> str:
    """The key of REPORT_STATUS: something accepted too late counts as missing, but it did arrive."""
    return "overdue" if status == "missing" and arrived else status


def badge(outcome: Outcome, *, word: str | None = None) -> Html:
    symbol = element("span", outcome.symbol, class_="pt-symbol", aria_hidden="true")
    return element("span", symbol, word or outcome.word, class_=f"pt-badge pt-{outcome.kind}")


def legend(outcomes: tuple[Outcome, ...]) -> Html:
    return element("p", *(badge(outcome) for outcome in outcomes), class_="pt-legend")

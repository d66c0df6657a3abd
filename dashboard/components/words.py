"""The outcomes: each always with its symbol, its word and its colour, never colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.components.markup import Html, element
from data_contracts.contract import Severity
from warehouse.records import State

DASH = "–"
BELOW = "di bawah target"
CALM = "sesuai"
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "tertinggal": "#B42318",
        "waspada": "#B54708",
        "sesuai": "#0F766E",
        "belum": "#667085",
        "periksa": "#1D4ED8",
        "netral": "#475467",
        "berlebih": "#6D28D9",
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
        "tertinggal": Outcome("▼", "tertinggal", "tertinggal"),
        "blangko habis": Outcome("▼", "blangko habis", "tertinggal"),
        "blangko hampir habis": Outcome("▼", "blangko hampir habis", "tertinggal"),
        "Suket saat blangko tersedia": Outcome("◆", "Suket saat blangko tersedia", "waspada"),
        "waspada": Outcome("◆", "waspada", "waspada"),
        "blangko perlu dipantau": Outcome("◆", "blangko perlu dipantau", "waspada"),
        "blangko berlebih": Outcome("◇", "blangko berlebih", "berlebih"),
        "periksa penyebut": STATUS["periksa penyebut"],
    }
)
# The severity of a flag; where nothing is raised and all could be judged it is the last.
FLAG: Mapping[str, Outcome] = MappingProxyType(
    {
        "merah": ATTENTION["tertinggal"],
        "kuning": ATTENTION["waspada"],
        "ungu": ATTENTION["blangko berlebih"],
        "biru": STATUS["periksa penyebut"],
        "abu-abu": NOT_ASSESSABLE,
        "sesuai": STATUS["sesuai"],
    }
)
SIGNAL: Mapping[str, Outcome] = MappingProxyType(
    {
        "raised": Outcome("◆", "menyala", "waspada"),
        "clear": Outcome("●", "tidak menyala", "sesuai"),
        "not_assessable": NOT_ASSESSABLE,
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


def outcome_of(status: str, *, lower_is_better: bool = False) -> Outcome:
    """The outcome of a status of metrics; a status not known here is never shown as good."""
    if status == BELOW and lower_is_better:
        return STATUS["di atas target"]
    return STATUS.get(status, NOT_ASSESSABLE)


def judged(severity: str | None, *, status: str, lower_is_better: bool = False) -> Outcome:
    """The outcome of a figure by its flag (a key of FLAG); None: nobody judges it, the status stands.

    Without a flag a target missed by too little to matter is grey; what is missing says how it is missing.
    """
    plain = outcome_of(status, lower_is_better=lower_is_better)
    if severity == CALM and status == BELOW:
        return Outcome("□", plain.word, "netral")
    if severity in (None, CALM) or plain.kind == "belum":
        return plain
    return FLAG[severity]


def report_status(status: str, *, arrived: bool) -> str:
    """The key of REPORT_STATUS: something accepted too late counts as missing, but it did arrive."""
    return "overdue" if status == "missing" and arrived else status


def badge(outcome: Outcome, *, word: str | None = None) -> Html:
    symbol = element("span", outcome.symbol, class_="pt-symbol", aria_hidden="true")
    return element("span", symbol, word or outcome.word, class_=f"pt-badge pt-{outcome.kind}")


def legend(outcomes: tuple[Outcome, ...]) -> Html:
    return element("p", *(badge(outcome) for outcome in outcomes), class_="pt-legend")

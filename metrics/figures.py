"""What the pages read: one figure with its change and trend, and the reasons to look at a regency."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from data_contracts.periode import Periode
from data_contracts.wilayah import Wilayah
from metrics.catalogue import Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed since `since`, the half-month before, over the same kab/kota at both ends.

    `points` is the change of the value in its unit (points for a percentage), `people` that of the
    numerator in the indicator's `count_unit` (missing where either end has no counts). `n_same` is how
    many kab/kota stand at both ends (missing for a single wilayah). `is_good` is missing where the
    indicator is neutral, nothing changed, or `is_same_basis` is false: then the denominators of both ends
    are of another kind or date, and a change says little.
    """

    since: Periode
    points: float
    people: int | None
    n_same: int | None
    is_same_basis: bool
    is_good: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One half-month of a trend; `value` None is a gap, not a zero, and is not to be joined.

    `tanggal` is the period's last day. `n_reported` and `n_expected` count kab/kota and are missing for a
    single one. `direvisi`: a figure behind it was changed, or taken back, after its first report.
    """

    periode: Periode
    tanggal: date
    value: float | None
    target: float | None
    status: str
    n_reported: int | None
    n_expected: int | None
    simulasi: bool
    direvisi: bool

    @property
    def is_incomplete(self) -> bool:
        """To be shaded "belum lengkap": fewer kab/kota stand in it than should."""
        return (
            self.n_reported is not None and self.n_expected is not None and self.n_reported < self.n_expected
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One indicator of one wilayah in one half-month; the fields of a row of `measure`, missing as None.

    `value` is in `indicator.unit` (98.09 for a percentage), `gap_points` in points, `gap_people` in
    `indicator.count_unit`; both are above zero while the target is still to be reached. `reported_value`
    is the percentage as typed by the sender. `trend` runs over the half-months up to this one, oldest first.
    """

    indicator: Indicator
    wilayah: Wilayah
    periode: Periode
    tanggal_data: date | None
    numerator: int | None
    denominator: int | None
    value: float | None
    dasar: str | None
    status: str
    reason: str | None
    target: float | None
    gap_points: float | None
    gap_people: int | None
    reported_value: float | None
    n_reported: int | None
    n_expected: int | None
    reported_share: float | None
    simulasi: bool
    change: Change | None
    trend: tuple[TrendPoint, ...]

    @property
    def last_told(self) -> TrendPoint | None:
        """The latest point with a value, where this half-month has none because it is not owed for each."""
        if self.value is not None or not self.indicator.is_slower:
            return None
        return next((point for point in reversed(self.trend) if point.value is not None), None)


class AttentionReason(StrEnum):
    """Why a regency is named under "perlu perhatian"."""

    BELUM_LAPOR = "belum lapor"
    TERTINGGAL = "tertinggal"
    BLANGKO_HABIS = "blangko habis"
    BLANGKO_HAMPIR_HABIS = "blangko hampir habis"
    SUKET_SAAT_BLANGKO_ADA = "Suket saat blangko tersedia"
    WASPADA = "waspada"
    BLANGKO_WASPADA = "blangko perlu dipantau"
    BLANGKO_BERLEBIH = "blangko berlebih"
    PERIKSA_PENYEBUT = "periksa penyebut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """One reason to look at one regency; `sentence` says it whole in Indonesian, `short` in a few words.

    `indicator` is the figure to open for the evidence.
    """

    wilayah: Wilayah
    reason: AttentionReason
    indicator: str
    short: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFact:
    """The half-monthly report of one regency: status on_time|late|missing|returned|not_due.

    `received_at` (aware UTC) and `submission` are missing where nothing arrived; `due` is the last day,
    inclusive, WIB.
    """

    periode: Periode
    status: str
    due: date
    received_at: datetime | None
    submission: int | None

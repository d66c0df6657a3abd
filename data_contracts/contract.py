"""What is reported and what it means: the nouns of the ODCS files, without pandas and without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Row = Mapping[str, int | float | None]

PLACE_AND_DAYS = ("kode_wilayah", "tanggal_awal", "tanggal")
"""The part of the grain every subject shares."""
YES_NO = "ya_tidak"
"""The vocabulary whose words are yes and no."""


class Measure(StrEnum):
    """How a figure behaves over time; a STOCK is never summed over time, a FLOW is."""

    KEY = "key"
    STOCK = "stock"
    FLOW = "flow"
    CUMULATIVE = "cumulative"
    RATIO = "ratio"
    ATTRIBUTE = "attribute"


class LogicalType(StrEnum):
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    DATE = "date"
    TIME = "time"


class Severity(StrEnum):
    """ERROR keeps the row out of the figures; WARNING and INFO let it in."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """What an official reads."""
        return {"error": "kesalahan", "warning": "catatan", "info": "keterangan"}[self.value]

    @property
    def symbol(self) -> str:
        """The sign beside the word: nothing is told by its colour alone."""
        return {"error": "▼", "warning": "◆", "info": "□"}[self.value]


class Stage(StrEnum):
    """TYPED looks at one field, ROW across the fields of one row."""

    TYPED = "typed"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A percentage follows from two counts of the same contract: 100 * numerator / denominator."""

    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Difference:
    """sum(left) - sum(right) of one row.

    Missing when any part is missing, except that parts named in `optional` count as absent then.
    Also missing unless `only_when_below[0] < only_when_below[1]`, where that pair is given: above 100 %
    coverage "belum rekam" no longer follows from the two counts.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    optional: tuple[str, ...] = ()
    only_when_below: tuple[str, str] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field the difference needs to look at, without repetition."""
        return tuple(dict.fromkeys((*self.left, *self.right, *(self.only_when_below or ()))))

    def value(self, row: Row) -> int | float | None:
        """The difference in the unit of its fields; None where it is missing (see the class)."""
        if not self._applies(row):
            return None
        left, right = self._total(row, self.left), self._total(row, self.right)
        return None if left is None or right is None else left - right

    def expected(self, row: Row, *, field: str) -> int | float | None:
        """What `field` would have to be for the difference to vanish; None where either is missing."""
        difference, reported = self.value(row), row.get(field)
        if difference is None or reported is None:
            return None
        return reported + difference if field in self.right else reported - difference

    def _applies(self, row: Row) -> bool:
        if self.only_when_below is None:
            return True
        lower, upper = (row.get(name) for name in self.only_when_below)
        return lower is not None and upper is not None and lower < upper

    def _total(self, row: Row, names: tuple[str, ...]) -> int | float | None:
        values = [0 if row.get(name) is None and name in self.optional else row.get(name) for name in names]
        present = [value for value in values if value is not None]
        return sum(present) if len(present) == len(values) else None


@dataclass(frozen=True, slots=True)
class Deviation:
    """|reported - 100 * numerator / denominator| in points; missing when a part is, or the denominator 0."""

    reported: str
    numerator: str
    denominator: str

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.reported, self.numerator, self.denominator)

    def value(self, row: Row) -> float | None:
        """Points between the reported percentage and its counts."""
        expected, reported = self.expected(row), row.get(self.reported)
        return None if expected is None or reported is None else abs(reported - expected)

    def expected(self, row: Row) -> float | None:
        """The percentage the counts give; None without both counts or with a denominator of 0."""
        numerator, denominator = row.get(self.numerator), row.get(self.denominator)
        if numerator is None or not denominator:
            return None
        return 100 * numerator / denominator


@dataclass(frozen=True, slots=True)
class Field:
    """One reported figure, or a key of the grain.

    `synonyms` are all headings it is known by; `recompute` is set on every RATIO. `vocabulary` names the
    closed list its texts come from (`data_contracts.daftar`); None where there is none.
    """

    name: str
    business_name: str
    description: str
    logical_type: LogicalType
    measure: Measure
    unit: str | None
    synonyms: tuple[str, ...]
    required: bool
    examples: tuple[str, ...]
    recompute: Ratio | None
    vocabulary: str | None = None

    @property
    def is_yes_no(self) -> bool:
        """Whether it is answered with ya or tidak."""
        return self.vocabulary == YES_NO


@dataclass(frozen=True, slots=True)
class Rule:
    """One quality rule, run as a Great Expectations expectation.

    `fields[0]` is the cell the finding points at and what `{nilai}` and `{bidang}` stand for; `{seharusnya}`
    is what it should have been (`derived.expected`), `{wilayah}` the region's name. With `derived` the
    expectation looks at that derived column, otherwise at `fields[0]`; where that is missing it stays silent.
    """

    id: str
    fields: tuple[str, ...]
    stage: Stage
    expectation: str
    arguments: Mapping[str, object]
    severity: Severity
    message: str
    derived: Difference | Deviation | None


class Rhythm(StrEnum):
    """How often a report is owed."""

    HALF_MONTHLY = "setengah_bulan"
    MONTHLY = "bulanan"
    QUARTERLY = "triwulan"
    HALF_YEARLY = "semester"


@dataclass(frozen=True, slots=True)
class Sla:
    """How often a report is owed and how many days after the period's last day it is due, then late."""

    rhythm: Rhythm
    due_days: int
    late_days: int


@dataclass(frozen=True, slots=True)
class Contract:
    """One subject: grain, fields in the order of the file, rules (typed before row)."""

    name: str
    business_name: str
    description: str
    grain: tuple[str, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    sla: Sla

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when the contract has none."""
        for field in self.fields:
            if field.name == name:
                return field
        message = f"contract {self.name!r} has no field {name!r}"
        raise KeyError(message)

    @property
    def dimensions(self) -> tuple[Field, ...]:
        """The keys beside place and days, in the order of the grain: for which courier, document, channel.

        A required one has to stand in the sheet; without a column of its own any other one is `semua`.
        """
        return tuple(self.field(name) for name in self.grain if name not in PLACE_AND_DAYS)

    @property
    def measured(self) -> tuple[Field, ...]:
        """The fields that are not keys."""
        return tuple(field for field in self.fields if field.measure is not Measure.KEY)

    def of_measure(self, *measures: Measure) -> tuple[Field, ...]:
        """The fields of any of these measures, in the order of the file."""
        return tuple(field for field in self.fields if field.measure in measures)

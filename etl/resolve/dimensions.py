"""The keys of a row beside its place and days: which courier, document, channel or programme."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract, Field, Severity
from data_contracts.daftar import ALL
from etl.resolve.findings import Place, finding_at
from etl.resolve.grid import Grid
from etl.resolve.listed import choices, read_listed
from etl.resolve.words import as_typed, visible_text
from warehouse.records import Finding


@dataclass(frozen=True, slots=True)
class DimensionReading:
    """`values`: the dimensions of the contracts a row feeds; `findings`: why one cannot be told."""

    values: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


_NONE = DimensionReading({})


@dataclass(frozen=True, slots=True)
class DimensionReader:
    """Reads the dimensions of a sheet's rows; `contracts`: those with dimensions that it has figures of."""

    grid: Grid
    contracts: tuple[Contract, ...]

    def read(self, row: int, *, filled: AbstractSet[str]) -> DimensionReading:
        """The dimensions of one row (0-based) whose cells of these fields are `filled`.

        Only the contracts the row says something of are asked. Without a column a dimension is `semua`; where
        the sheet should have one, `missing_columns` has said so already.
        """
        fed = [contract for contract in self.contracts if not filled.isdisjoint(_measured(contract))]
        if not fed:
            return _NONE
        values: dict[str, str] = {}
        findings: list[Finding] = []
        for dimension in _dimensions(fed):
            value, finding = self._one(row, dimension)
            if value is not None:
                values[dimension.name] = value
            if finding is not None:
                findings.append(finding)
        return DimensionReading(values, tuple(findings))

    def missing_columns(self) -> tuple[Finding, ...]:
        """An error for the sheet for each dimension that has to have a column and has none."""
        sheet = Place(sheet=self.grid.sheet.name)
        return tuple(
            finding_at(
                sheet,
                rule="kolom_kunci_tidak_ada",
                severity=Severity.ERROR,
                message=(
                    f"Lembar ini memuat {contract.business_name}, tetapi tidak ada kolom "
                    f"“{dimension.business_name}”. Tambahkan kolomnya, lalu kirim lagi."
                ),
            )
            for contract in self.contracts
            for dimension in contract.dimensions
            if dimension.required and dimension.name not in self.grid.table.keys
        )

    def _one(self, row: int, dimension: Field) -> tuple[str | None, Finding | None]:
        if dimension.name not in self.grid.table.keys:
            return (None if dimension.required else ALL), None
        place = self.grid.key_place(row, dimension.name)
        if self.grid.key(row, dimension.name) is None:
            return None, _blank(place, dimension)
        if dimension.vocabulary is not None:
            return read_listed(place, field=dimension, vocabulary=dimension.vocabulary)
        return _normalised(as_typed(place.value)), None


def make_dimension_reader(grid: Grid) -> DimensionReader:
    """The contracts with dimensions among those the table has columns of."""
    fed = {column.contract for column in grid.table.figures}
    contracts = (contract for name, contract in load_contracts().items() if name in fed)
    return DimensionReader(grid, tuple(contract for contract in contracts if contract.dimensions))


def _measured(contract: Contract) -> frozenset[str]:
    return frozenset(field.name for field in contract.measured)


def _dimensions(contracts: Iterable[Contract]) -> Iterable[Field]:
    return {field.name: field for contract in contracts for field in contract.dimensions}.values()


def _normalised(text: str) -> str:
    """Names that differ in case or spaces only are one: upper case, as officials write them on forms."""
    name = visible_text(text).upper()
    return ALL if name == ALL.upper() else name


def _blank(place: Place, dimension: Field) -> Finding:
    if dimension.vocabulary is None:
        advice = f"Isi namanya, misalnya {dimension.examples[0]}."
    else:
        advice = f"Isi dengan salah satu dari: {choices(dimension.vocabulary)}."
    message = f"{dimension.business_name} kosong, sehingga tidak jelas baris ini tentang apa. {advice}"
    return finding_at(place, rule="kunci_kosong", severity=Severity.ERROR, message=message)

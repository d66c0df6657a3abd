"""Equal findings are told once, with the list of their cells."""

import pytest

from data_contracts.contract import Severity
from warehouse.grouping import compact_cells, group_findings
from warehouse.records import Finding


def finding(cell: str | None, message: str, *, rule: str = "bukan_angka", **other: str | None) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, sheet="Laporan", cell=cell, message=message, **other)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (["D5"], "D5"),
        (["D5", "D7", "D8", "D9", "D12"], "D5, D7:D9, D12"),
        (["D9", "D8", "D7"], "D7:D9"),
        (["A4", "B4", "C4"], "A4:C4"),
        (["A4", "A5", "B4", "B5"], "A4:B5"),
        (["Z9", "AA9"], "Z9:AA9"),
        (["AA1", "B1"], "B1, AA1"),
        (["D5", "D5"], "D5"),
        (["D5", "D7:D99"], "D5, D7:D99"),
        ([], ""),
    ],
)
def test_neighbouring_cells_are_written_as_a_range(cells: list[str], shown: str) -> None:
    assert ", ".join(compact_cells(cells)) == shown


def test_sentences_that_differ_in_figures_months_and_names_are_one_group() -> None:
    groups = group_findings(
        [
            finding("D5", "Sudah rekam Kabupaten Blora turun dari 1.234 (3 Mei 2026).", wilayah="33.16"),
            finding("D6", "Sudah rekam Kota Tegal turun dari 98 (15 Oktober 2026).", wilayah="33.76"),
        ]
    )
    assert [group.cells for group in groups] == [("D5:D6",)]
    assert "Kabupaten Blora" in groups[0].message
    assert "1 sel lain serupa" in groups[0].message


def test_equal_sentences_are_told_as_they_are() -> None:
    (group,) = group_findings([finding("D5", "Isi angkanya."), finding("D6", "Isi angkanya.")])
    assert group.message == "Isi angkanya."
    assert len(group.findings) == 2


def test_another_rule_field_or_sheet_is_another_group() -> None:
    same = "Isi angkanya."
    groups = group_findings(
        [
            finding("D5", same),
            finding("D6", same, rule="lain"),
            finding("D7", same, field="wajib_ktp"),
            Finding(rule="bukan_angka", severity=Severity.ERROR, sheet="Lembar 2", cell="D8", message=same),
            Finding(rule="bukan_angka", severity=Severity.WARNING, sheet="Laporan", cell="D9", message=same),
        ]
    )
    assert [group.cell_list for group in groups] == ["D5", "D6", "D7", "D8", "D9"]


def test_a_finding_about_the_whole_file_has_no_cells() -> None:
    (group,) = group_findings([finding(None, "Tidak ada tabel.")])
    assert group.cells == ()
    assert group.cell_list == ""


def test_every_finding_is_in_exactly_one_group_in_the_order_of_the_file() -> None:
    every = [finding(f"{column}{row}", f"Angka {row}.") for row in range(1, 30) for column in "BD"]
    groups = group_findings(every)
    assert sorted((one for group in groups for one in group.findings), key=every.index) == every
    assert groups[0].cells == ("B1:B29", "D1:D29")

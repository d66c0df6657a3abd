"""A broken rule becomes a sentence at a cell, and what only follows from a known mistake is not reported."""

from collections.abc import Mapping

import pytest

from data_contracts.contract import Severity
from etl.checks import check_rules
from etl.observations import Observation
from etl.source_rows import SourceRow, SourceRows
from tests.etl.laporan import places, tables
from warehouse.records import Finding

FIELDS = ("kode_wilayah", "wajib_ktp", "sudah_rekam", "belum_rekam", "persen_rekam", "prr", "sisa_suket")


def observations(
    *rows: Mapping[str, object],
    faults: Mapping[str, SourceRows] | None = None,
    texts: Mapping[SourceRow, Mapping[str, str]] | None = None,
) -> tuple[Observation, ...]:
    where = places(*FIELDS, texts=texts)
    return check_rules(tables(*rows), places=where, faults=faults or {}).observations


def findings(*rows: Mapping[str, object]) -> list[Finding]:
    return [each.finding for each in observations(*rows)]


def test_a_sound_row_is_silent() -> None:
    row = {
        "wajib_ktp": 1_000,
        "sudah_rekam": 980,
        "belum_rekam": 20,
        "persen_rekam": 98.0,
        "prr": 4,
        "sisa_suket": 0,
    }
    assert findings(row) == []


def test_a_negative_count_is_an_error_at_its_cell_with_the_text_its_sender_typed() -> None:
    texts = {("Data", 3): {"prr": "-5 "}}
    [observation] = observations({"prr": 4}, {"prr": -5, "kode_wilayah": "33.74"}, texts=texts)
    finding = observation.finding
    assert observation.rows == {("Data", 3)}
    assert (finding.rule, finding.severity) == ("prr_tidak_negatif", Severity.ERROR)
    assert (finding.contract, finding.field, finding.sheet, finding.cell) == (
        "perekaman",
        "prr",
        "Data",
        "F3",
    )
    assert (finding.wilayah, str(finding.tanggal), finding.value) == ("33.74", "2026-10-31", "-5 ")
    assert "tertulis -5." in finding.message


def test_a_percentage_that_does_not_follow_is_a_warning_with_both_figures_in_indonesian() -> None:
    [finding] = findings({"wajib_ktp": 934_567, "sudah_rekam": 916_543, "persen_rekam": 97.5})
    assert (finding.rule, finding.severity) == ("persen_rekam_sesuai_jumlah", Severity.WARNING)
    # 100 * 916543 / 934567 = 98.0714...
    assert finding.message.startswith("Tertulis 97,50 %, hitung ulang dari jumlahnya 98,07 %.")
    assert finding.cell == "E2"


def test_counts_in_a_sentence_have_thousands_separators_and_what_they_should_have_been() -> None:
    [finding] = findings({"wajib_ktp": 934_567, "sudah_rekam": 916_543, "belum_rekam": 18_000})
    assert finding.rule == "rekam_dan_belum_rekam_sama_dengan_wajib_ktp"
    assert "tertulis 18.000, sedangkan wajib KTP dikurangi sudah rekam 18.024." in finding.message


def test_what_follows_from_a_wrong_figure_is_not_reported() -> None:
    # -20 breaks three rules: below zero without a cause, below zero at all, and the sum with its neighbours.
    [finding] = findings({"wajib_ktp": 1_000, "sudah_rekam": 980, "belum_rekam": -20})
    assert (finding.rule, finding.severity) == ("belum_rekam_negatif_tanpa_sebab", Severity.ERROR)


def test_two_wrong_figures_of_one_row_are_both_reported() -> None:
    rules = {finding.rule for finding in findings({"prr": -1, "sudah_rekam": -2})}
    assert rules == {"prr_tidak_negatif", "sudah_rekam_tidak_negatif"}


def test_a_figure_that_could_not_be_read_silences_what_would_follow_from_it() -> None:
    row = {"wajib_ktp": 1_000, "sudah_rekam": 980, "belum_rekam": 50}
    known = {"sudah_rekam": SourceRows.of([("Data", 2)])}
    assert observations(row, faults=known) == ()
    assert len(observations(row)) == 1


def test_a_mistake_in_one_row_silences_nothing_in_another() -> None:
    wrong = {"wajib_ktp": 1_000, "sudah_rekam": 980, "belum_rekam": 50}
    known = {"sudah_rekam": SourceRows.of([("Data", 2)])}
    [observation] = observations(wrong, wrong, faults=known)
    assert observation.rows == {("Data", 3)}


def test_coverage_above_one_hundred_percent_is_no_error() -> None:
    row = {"wajib_ktp": 28_126_986, "sudah_rekam": 29_260_118, "persen_rekam": 104.03, "kode_wilayah": "33"}
    assert [finding for finding in findings(row) if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize(("field", "contract"), [("prr", "perekaman"), ("sisa_suket", "suket")])
def test_each_contract_a_row_feeds_is_checked(field: str, contract: str) -> None:
    [finding] = findings({"prr": 1, "sisa_suket": 1} | {field: -1})
    assert (finding.contract, finding.field) == (contract, field)

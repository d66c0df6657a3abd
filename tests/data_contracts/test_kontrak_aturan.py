"""The rules of the contracts on figures from the public record, judged by a plain reading of the rule."""

from collections.abc import Mapping

import pytest

from data_contracts.catalogue import load_contracts
from data_contracts.contract import Deviation, Difference, Rule, Severity

Row = Mapping[str, int | float | None]


def broken(contract: str, row: Row) -> dict[str, Severity]:
    """The ids of the rules the row breaks."""
    return {rule.id: rule.severity for rule in load_contracts()[contract].rules if breaks(rule, row)}


def breaks(rule: Rule, row: Row) -> bool:
    assert rule.expectation == "expect_column_values_to_be_between"
    value = row.get(rule.fields[0]) if rule.derived is None else rule.derived.value(row)
    low, high = rule.arguments.get("min_value"), rule.arguments.get("max_value")
    assert set(rule.arguments) <= {"min_value", "max_value"}
    assert isinstance(low, int | float | None)
    assert isinstance(high, int | float | None)
    if value is None:
        return False
    return (low is not None and value < low) or (high is not None and value > high)


def expected(rule_id: str, row: Row) -> float | None:
    rule = next(r for contract in load_contracts().values() for r in contract.rules if r.id == rule_id)
    match rule.derived:
        case Difference() as difference:
            return difference.expected(row, field=rule.fields[0])
        case Deviation() as deviation:
            return deviation.expected(row)
    raise AssertionError(rule_id)


def test_a_chain_of_statuses_that_adds_up_breaks_no_rule() -> None:
    jabar_february_2017: Row = {
        "sudah_rekam": 30_829_210,
        "memiliki_ktp": 28_161_829,
        "prr": 1_431_490,
        "duplicate_record": 427_834,
        "sfe": 808_057,
    }
    assert broken("perekaman", jabar_february_2017) == {}


def test_a_chain_of_statuses_that_does_not_add_up_is_a_warning() -> None:
    row: Row = {"sudah_rekam": 100, "memiliki_ktp": 80, "prr": 10, "duplicate_record": 1, "sfe": 4}
    assert broken("perekaman", row) == {"sudah_rekam_sama_dengan_rinciannya": Severity.WARNING}
    assert expected("sudah_rekam_sama_dengan_rinciannya", row) == 95


def test_a_chain_with_a_missing_link_is_not_judged() -> None:
    assert broken("perekaman", {"sudah_rekam": 100, "memiliki_ktp": 80, "prr": 10, "sfe": 4}) == {}


def test_recorded_and_not_recorded_make_up_those_obliged() -> None:
    assert broken("perekaman", {"wajib_ktp": 1000, "sudah_rekam": 980, "belum_rekam": 20}) == {}
    wrong: Row = {"wajib_ktp": 1000, "sudah_rekam": 980, "belum_rekam": 25}
    assert broken("perekaman", wrong) == {"rekam_dan_belum_rekam_sama_dengan_wajib_ktp": Severity.WARNING}
    assert expected("rekam_dan_belum_rekam_sama_dengan_wajib_ktp", wrong) == 20


@pytest.mark.parametrize("belum_rekam", [0, 12_345, None])
def test_above_full_coverage_nobody_has_to_be_missing(belum_rekam: int | None) -> None:
    jateng_july_2021 = {"wajib_ktp": 28_126_986, "sudah_rekam": 29_260_118, "belum_rekam": belum_rekam}
    assert broken("perekaman", {**jateng_july_2021, "persen_rekam": 104.03}) == {}


def test_above_full_coverage_a_computed_shortfall_below_zero_is_marked_but_let_in() -> None:
    row = {"wajib_ktp": 28_126_986, "sudah_rekam": 29_260_118, "belum_rekam": 28_126_986 - 29_260_118}
    assert broken("perekaman", row) == {"belum_rekam_tidak_negatif": Severity.WARNING}


def test_below_full_coverage_a_shortfall_below_zero_keeps_the_row_out() -> None:
    row = {"wajib_ktp": 1000, "sudah_rekam": 980, "belum_rekam": -20}
    assert broken("perekaman", row)["belum_rekam_negatif_tanpa_sebab"] is Severity.ERROR


@pytest.mark.parametrize("rule_of", ["sudah_rekam", "prr", "wajib_ktp_lk", "rekam_baru"])
def test_a_count_below_zero_keeps_the_row_out(rule_of: str) -> None:
    assert broken("perekaman", {rule_of: -1}) == {f"{rule_of}_tidak_negatif": Severity.ERROR}
    assert broken("perekaman", {rule_of: 0}) == {}


@pytest.mark.parametrize("wajib_ktp", [0, -5])
def test_a_region_without_anybody_obliged_keeps_the_row_out(wajib_ktp: int) -> None:
    assert broken("perekaman", {"wajib_ktp": wajib_ktp}) == {"wajib_ktp_positif": Severity.ERROR}


@pytest.mark.parametrize("persen", [-0.01, 150.01, 9809.0])
def test_a_percentage_out_of_all_range_keeps_the_row_out(persen: float) -> None:
    assert broken("perekaman", {"persen_rekam": persen}) == {"persen_rekam_wajar": Severity.ERROR}


@pytest.mark.parametrize("persen", [0.0, 98.09, 104.03, 150.0])
def test_a_percentage_above_a_hundred_is_let_in(persen: float) -> None:
    assert broken("perekaman", {"persen_rekam": persen}) == {}


def test_a_printed_percentage_that_does_not_follow_from_its_counts_is_a_warning() -> None:
    jateng_july_2021: Row = {"wajib_ktp": 28_126_986, "sudah_rekam": 29_260_118, "persen_rekam": 103}
    assert broken("perekaman", jateng_july_2021) == {"persen_rekam_sesuai_jumlah": Severity.WARNING}
    assert expected("persen_rekam_sesuai_jumlah", jateng_july_2021) == pytest.approx(104.0286, abs=5e-5)


@pytest.mark.parametrize(
    ("printed", "is_warned"), [(98.09, False), (98.13, False), (98.15, True), (98, True)]
)
def test_a_twentieth_of_a_point_is_rounding(printed: float, is_warned: bool) -> None:
    row = {"wajib_ktp": 10_000, "sudah_rekam": 9_809, "persen_rekam": printed}
    assert ("persen_rekam_sesuai_jumlah" in broken("perekaman", row)) is is_warned


@pytest.mark.parametrize(
    "field", ["wajib_ktp", "sudah_rekam", "belum_rekam", "memiliki_ktp", "belum_memiliki_ktp"]
)
def test_men_and_women_make_up_the_total(field: str) -> None:
    rule = f"{field}_lk_pr_sama_dengan_jumlah"
    assert broken("perekaman", {field: 90, f"{field}_lk": 44, f"{field}_pr": 46}) == {}
    assert broken("perekaman", {field: 91, f"{field}_lk": 44, f"{field}_pr": 46}) == {rule: Severity.WARNING}
    assert expected(rule, {field: 91, f"{field}_lk": 44, f"{field}_pr": 46}) == 90


def test_a_ledger_of_blanks_closes_with_the_parts_that_were_named() -> None:
    blora_2020: Row = {
        "stok_awal_blangko": 0,
        "blangko_diterima": 22_000,
        "cetak_ktp": 19_084,
        "sisa_blangko": 2_916,
    }
    assert broken("blangko", blora_2020) == {}
    lent = {**blora_2020, "blangko_pinjam_keluar": 500}
    assert broken("blangko", lent) == {"sisa_blangko_sesuai_mutasi": Severity.WARNING}
    assert expected("sisa_blangko_sesuai_mutasi", lent) == 2_416
    assert broken("blangko", {**lent, "blangko_pinjam_masuk": 504, "blangko_rusak": 4}) == {}


@pytest.mark.parametrize("missing", ["stok_awal_blangko", "cetak_ktp", "sisa_blangko"])
def test_a_ledger_of_blanks_without_its_backbone_is_not_judged(missing: str) -> None:
    row = {"stok_awal_blangko": 10, "blangko_diterima": 5, "cetak_ktp": 1, "sisa_blangko": 99, missing: None}
    assert broken("blangko", row) == {}


@pytest.mark.parametrize("field", ["ribbon_persen", "film_persen"])
def test_a_ribbon_or_film_is_at_most_full(field: str) -> None:
    assert broken("blangko", {field: 100.0}) == {}
    assert broken("blangko", {field: 100.5}) == {f"{field}_wajar": Severity.ERROR}


def test_a_ledger_of_suket_closes() -> None:
    row: Row = {"sisa_suket_sebelumnya": 430, "suket_terbit": 12, "suket_ditukar": 28, "suket_dicabut": 2}
    assert broken("suket", {**row, "sisa_suket": 412}) == {}
    assert broken("suket", {**row, "sisa_suket": 410}) == {"sisa_suket_sesuai_mutasi": Severity.WARNING}
    assert expected("sisa_suket_sesuai_mutasi", {**row, "sisa_suket": 410}) == 412


@pytest.mark.parametrize(
    ("field", "children", "rule"),
    [
        ("kia", "anak_0_17", "kia_tidak_melebihi_anak"),
        ("akta_0_18", "anak_0_18", "akta_tidak_melebihi_anak"),
    ],
)
def test_more_documents_than_children_is_a_warning(field: str, children: str, rule: str) -> None:
    assert broken("dokumen", {field: 100, children: 100}) == {}
    assert broken("dokumen", {field: 101, children: 100}) == {rule: Severity.WARNING}
    assert expected(rule, {field: 101, children: 100}) == 100


@pytest.mark.parametrize(
    ("total", "young", "old"),
    [("cetak_kia", "cetak_kia_0_5", "cetak_kia_5"), ("akta_lahir", "akta_lahir_0_17", "akta_lahir_18")],
)
def test_ages_make_up_the_total(total: str, young: str, old: str) -> None:
    assert broken("dokumen", {total: 12, young: 7, old: 5}) == {}
    wrong = broken("dokumen", {total: 13, young: 7, old: 5})
    assert wrong == {f"{total}_sama_dengan_rinciannya": Severity.WARNING}


@pytest.mark.parametrize("contract", list(load_contracts()))
def test_a_row_that_reports_nothing_breaks_nothing(contract: str) -> None:
    nothing = dict.fromkeys((field.name for field in load_contracts()[contract].fields), None)
    assert broken(contract, nothing) == {}
    assert broken(contract, {}) == {}

"""A contract's rules run by Great Expectations: which rows break which, and when a rule itself is broken."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from data_contracts.catalogue import load_contracts
from data_contracts.contract import (
    Contract,
    Deviation,
    Difference,
    Field,
    LogicalType,
    Measure,
    Rule,
    Severity,
    Sla,
    Stage,
)
from etl import suites
from etl.suites import CheckBrokenError, check
from warehouse.records import Validation

COUNTS = ("wajib_ktp", "sudah_rekam", "belum_rekam", "prr")
BETWEEN = "expect_column_values_to_be_between"


def a_field(name: str, *, logical_type: LogicalType = LogicalType.INTEGER) -> Field:
    return Field(
        name=name,
        business_name=name,
        description="",
        logical_type=logical_type,
        measure=Measure.STOCK,
        unit=None,
        synonyms=(),
        required=False,
        examples=(),
        recompute=None,
    )


def a_rule(
    name: str,
    *fields: str,
    expectation: str = BETWEEN,
    derived: Difference | Deviation | None = None,
    **arguments: object,
) -> Rule:
    return Rule(
        id=name,
        fields=fields,
        stage=Stage.ROW if derived or len(fields) > 1 else Stage.TYPED,
        expectation=expectation,
        arguments=arguments,
        severity=Severity.ERROR,
        message="{nilai}",
        derived=derived,
    )


def a_contract(*rules: Rule) -> Contract:
    fields = (
        *map(a_field, COUNTS),
        a_field("persen_rekam", logical_type=LogicalType.NUMBER),
        a_field("jenis_penyebut", logical_type=LogicalType.STRING),
        a_field("tanggal", logical_type=LogicalType.DATE),
    )
    return Contract(
        name="perekaman",
        business_name="Perekaman",
        description="",
        grain=("kode_wilayah", "tanggal"),
        fields=fields,
        rules=rules,
        sla=Sla("setengah_bulan", 3, 7),
    )


def a_frame(**columns: Sequence[int | None]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.array(values, dtype="Int64") for name, values in columns.items()})


def failing(frame: pd.DataFrame, contract: Contract) -> list[tuple[str, list[int]]]:
    """Each rule that was broken, and by which rows."""
    outcomes = check([(contract, frame)])
    return [(outcome.rule.id, outcome.rows.tolist()) for outcome in outcomes if len(outcome.rows)]


NOT_NEGATIVE = a_rule("prr_tidak_negatif", "prr", min_value=0)
ADDS_UP = a_rule(
    "jumlah_klop",
    "belum_rekam",
    "wajib_ktp",
    "sudah_rekam",
    derived=Difference(
        ("wajib_ktp",), ("sudah_rekam", "belum_rekam"), only_when_below=("sudah_rekam", "wajib_ktp")
    ),
    min_value=0,
    max_value=0,
)
FOLLOWS = a_rule(
    "persen_cocok",
    "persen_rekam",
    derived=Deviation("persen_rekam", "sudah_rekam", "wajib_ktp"),
    max_value=0.05,
)


def test_rows_that_keep_every_rule_are_not_mentioned() -> None:
    frame = a_frame(wajib_ktp=[100, 200], sudah_rekam=[90, 150], belum_rekam=[10, 50], prr=[0, 5])
    assert failing(frame, a_contract(NOT_NEGATIVE, ADDS_UP)) == []


def test_each_row_that_breaks_a_rule_is_told() -> None:
    assert failing(a_frame(prr=[3, -5, 0, -2]), a_contract(NOT_NEGATIVE)) == [("prr_tidak_negatif", [1, 3])]


def test_rows_with_the_same_wrong_value_are_all_told() -> None:
    frame = a_frame(prr=[-5, 3, -5, None, -5])
    assert failing(frame, a_contract(NOT_NEGATIVE)) == [("prr_tidak_negatif", [0, 2, 4])]


def test_the_row_is_its_position_whatever_the_frame_s_index_says() -> None:
    frame = a_frame(prr=[3, -5]).set_axis([70, 71], axis="index")
    assert failing(frame, a_contract(NOT_NEGATIVE)) == [("prr_tidak_negatif", [1])]


def test_a_missing_value_breaks_no_rule() -> None:
    frame = a_frame(wajib_ktp=[None, 100], sudah_rekam=[90, None], belum_rekam=[10, 10], prr=[None, None])
    assert check([(a_contract(NOT_NEGATIVE, ADDS_UP), frame)]) == ()


def test_a_rule_whose_columns_were_not_sent_is_skipped() -> None:
    assert check([(a_contract(ADDS_UP), a_frame(prr=[1]))]) == ()


def test_an_empty_frame_has_nothing_to_break() -> None:
    assert check([(a_contract(NOT_NEGATIVE), a_frame(prr=[]))]) == ()


def test_a_difference_is_computed_in_whole_numbers() -> None:
    frame = a_frame(
        wajib_ktp=[28_126_986, 9_007_199_254_740_993],
        sudah_rekam=[28_126_985, 9_007_199_254_740_991],
        belum_rekam=[1, 1],
    )
    assert failing(frame, a_contract(ADDS_UP)) == [("jumlah_klop", [1])]


def test_above_one_hundred_percent_what_is_left_to_record_no_longer_follows() -> None:
    frame = a_frame(wajib_ktp=[28_126_986], sudah_rekam=[29_260_118], belum_rekam=[0])
    assert check([(a_contract(ADDS_UP), frame)]) == ()


@pytest.mark.parametrize(
    ("typed", "breaks"),
    [(98.0, False), (98.05, False), (97.95, False), (98.06, True), (97.94, True), (98.0501, True)],
)
def test_a_percentage_may_differ_from_its_counts_by_a_twentieth_of_a_point(
    typed: float, breaks: bool
) -> None:
    frame = a_frame(wajib_ktp=[10_000], sudah_rekam=[9_800]).assign(
        persen_rekam=pd.array([typed], dtype="Float64")
    )
    assert failing(frame, a_contract(FOLLOWS)) == ([("persen_cocok", [0])] if breaks else [])


def test_a_percentage_above_one_hundred_is_held_against_its_counts_like_any_other() -> None:
    # Jawa Tengah, 15 July 2021: 29.260.118 of 28.126.986 are 104,0286 %, printed as 103.
    frame = a_frame(wajib_ktp=[28_126_986] * 2, sudah_rekam=[29_260_118] * 2).assign(
        persen_rekam=pd.array([104.03, 103.0], dtype="Float64")
    )
    assert failing(frame, a_contract(FOLLOWS)) == [("persen_cocok", [1])]


def test_a_date_in_a_contract_is_compared_with_the_frame_s_dates() -> None:
    rule = a_rule("sejak_2010", "tanggal", min_value="2010-01-01")
    frame = pd.DataFrame({"tanggal": pd.to_datetime(["2009-12-31", "2010-01-01"])})
    assert failing(frame, a_contract(rule)) == [("sejak_2010", [0])]


def test_words_are_held_against_a_list() -> None:
    rule = a_rule(
        "jenis", "jenis_penyebut", expectation="expect_column_values_to_be_in_set", value_set=["DKB"]
    )
    frame = pd.DataFrame({"jenis_penyebut": pd.Series(["DKB", "DP4", None, "DKB"], dtype="str")})
    assert failing(frame, a_contract(rule)) == [("jenis", [1])]


def test_outcomes_come_in_the_order_of_the_rules_then_of_the_rows() -> None:
    frame = a_frame(wajib_ktp=[10, 10], sudah_rekam=[5, 5], belum_rekam=[1, 5], prr=[-1, -1])
    assert failing(frame, a_contract(ADDS_UP, NOT_NEGATIVE)) == [
        ("jumlah_klop", [0]),
        ("prr_tidak_negatif", [0, 1]),
    ]


def test_rules_that_ask_the_same_are_judged_together_and_told_apart() -> None:
    rules = [
        a_rule(f"{name}_tidak_negatif", name, min_value=0) for name in ("prr", "belum_rekam", "wajib_ktp")
    ]
    frame = a_frame(prr=[-1, 2, 3], belum_rekam=[4, 5, 6], wajib_ktp=[7, 8, -9])
    assert failing(frame, a_contract(*rules)) == [
        ("prr_tidak_negatif", [0]),
        ("wajib_ktp_tidak_negatif", [2]),
    ]


def test_the_frames_of_two_contracts_are_judged_at_once_and_kept_apart() -> None:
    first, second = a_contract(NOT_NEGATIVE), a_contract(ADDS_UP, NOT_NEGATIVE)
    outcomes = check([(first, a_frame(prr=[1, -1])), (second, a_frame(prr=[-1, 1, -1]))])
    assert [(each.contract is first, each.rows.tolist()) for each in outcomes] == [
        (True, [1]),
        (False, [0, 2]),
    ]


def test_each_rule_says_how_many_rows_it_judged_and_how_many_fell_through() -> None:
    frame = a_frame(prr=[-5, 3, None, -5], wajib_ktp=[10, 10, 10, None], sudah_rekam=[9, 9, 9, 9])
    frame = frame.assign(belum_rekam=pd.array([1, 2, None, 1], dtype="Int64"))
    validations = [each.validation for each in check([(a_contract(NOT_NEGATIVE, ADDS_UP), frame)])]
    assert validations == [
        Validation(
            contract="perekaman",
            rule="prr_tidak_negatif",
            expectation=BETWEEN,
            severity=Severity.ERROR,
            evaluated=3,
            unexpected=2,
        ),
        Validation(
            contract="perekaman",
            rule="jumlah_klop",
            expectation=BETWEEN,
            severity=Severity.ERROR,
            evaluated=2,
            unexpected=1,
        ),
    ]


def test_an_expectation_that_raises_is_our_fault_and_not_a_finding() -> None:
    rule = a_rule("salah_jenis", "jenis_penyebut", min_value=0)
    frame = pd.DataFrame({"jenis_penyebut": pd.Series(["DKB", "DP4"], dtype="str")})
    with pytest.raises(CheckBrokenError, match="salah_jenis"):
        check([(a_contract(rule), frame)])


@pytest.mark.parametrize(
    "expectation",
    [
        "expect_column_values_to_be_betwixt",
        "expect_column_sum_to_be_between",
        "expect_column_values_to_be_unique",
        "expect_column_values_to_be_increasing",
    ],
)
def test_an_expectation_that_does_not_judge_each_value_by_itself_is_our_fault(expectation: str) -> None:
    rule = a_rule("salah_nama", "prr", expectation=expectation)
    with pytest.raises(CheckBrokenError, match="salah_nama"):
        check([(a_contract(rule), a_frame(prr=[1, 1]))])


def test_an_expectation_with_impossible_arguments_is_our_fault() -> None:
    rule = a_rule("salah_batas", "prr", min_value=5, max_value=1)
    with pytest.raises(CheckBrokenError, match="salah_batas"):
        check([(a_contract(rule), a_frame(prr=[1]))])


def test_an_expectation_is_built_once_per_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = a_contract(a_rule("sekali", "prr", min_value=-1))
    check([(contract, a_frame(prr=[1]))])
    monkeypatch.setattr(suites, "_build", lambda rule, **_: pytest.fail(f"{rule.id} built again"))
    assert failing(a_frame(prr=[-2]), contract) == [("sekali", [0])]


def test_a_rule_about_an_empty_column_is_skipped() -> None:
    assert check([(a_contract(NOT_NEGATIVE), a_frame(prr=[None, None]))]) == ()


def test_every_rule_of_every_contract_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: set[str] = set()
    run = suites._run

    def watched(frame: pd.DataFrame, stacks: suites.Stacks, result_format: object) -> Mapping[str, Any]:
        results = run(frame, stacks, result_format)
        ran.update(sample.rule.id for column in results for sample in stacks[column])
        return results

    monkeypatch.setattr(suites, "_run", watched)
    suites.warm_up()
    assert ran == {rule.id for contract in load_contracts().values() for rule in contract.rules}


def test_a_contract_s_broken_rule_is_found_before_a_file_meets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = a_contract(a_rule("salah_jenis", "jenis_penyebut", min_value=0))
    monkeypatch.setattr(suites, "load_contracts", lambda: {"perekaman": broken})
    with pytest.raises(CheckBrokenError, match="salah_jenis"):
        suites.warm_up()

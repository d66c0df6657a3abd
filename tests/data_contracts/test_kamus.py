"""The dictionary says what the contracts say, and the committed page what the dictionary says."""

from __future__ import annotations

import pytest

from data_contracts.catalogue import load_contracts, load_headings
from data_contracts.contract import Contract, Rule, Severity, Stage
from data_contracts.errors import ContractError
from data_contracts.kamus import entries, found_by, rhythm, rule_by_id, rule_sentence
from scripts.buat_kamus import TARGET, rendered


def sentence(rule: str) -> str:
    found = rule_by_id(rule)
    assert found is not None
    contract, known = found
    return rule_sentence(known, contract=contract)


def test_the_committed_page_is_the_one_the_contracts_give() -> None:
    assert TARGET.read_text(encoding="utf-8") == rendered(), "run: python scripts/buat_kamus.py"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("sisa_suket_tidak_negatif", "Sisa Suket tidak boleh kurang dari 0."),
        (
            "sisa_suket_sesuai_mutasi",
            (
                "Sisa Suket sebelumnya + Suket terbit harus sama dengan Suket ditukar KTP-el + "
                "Suket dicabut + Sisa Suket; boleh kosong: Suket dicabut."
            ),
        ),
    ],
)
def test_a_rule_is_said_from_what_it_computes(rule: str, words: str) -> None:
    assert sentence(rule) == words


def test_every_rule_of_every_contract_has_its_sentence() -> None:
    rules = [(contract, rule) for contract in load_contracts().values() for rule in contract.rules]
    said = [rule_sentence(rule, contract=contract) for contract, rule in rules]
    assert all(text.endswith(".") and "None" not in text for text in said)
    assert len(set(said)) > 0.9 * len(said)


def test_an_expectation_without_words_is_our_fault_and_named() -> None:
    contract: Contract = load_contracts()["suket"]
    rule = Rule(
        id="uji",
        fields=("sisa_suket",),
        stage=Stage.TYPED,
        expectation="expect_column_values_to_be_increasing",
        arguments={},
        severity=Severity.ERROR,
        message="",
        derived=None,
    )
    with pytest.raises(ContractError, match=r"uji.*expect_column_values_to_be_increasing"):
        rule_sentence(rule, contract=contract)


def test_every_field_with_a_heading_of_its_own_stands_in_the_dictionary() -> None:
    listed = {(entry.contract.name, entry.field.name) for entry in entries()}
    assert listed >= {(contract, field.name) for contract, field in load_headings().values()}
    measured = {(c.name, field.name) for c in load_contracts().values() for field in c.measured}
    assert listed >= measured
    assert len(entries()) == len(listed)


@pytest.mark.parametrize("text", ["wajib_ktp", "WAJIB  KTP", "jumlah wajib ktp", "wktp"])
def test_a_search_finds_by_identifier_name_or_heading(text: str) -> None:
    assert "wajib_ktp" in [entry.field.name for entry in found_by(text, among=entries())]


def test_a_search_without_a_match_finds_nothing() -> None:
    assert found_by("ongkos kirim ke bulan", among=entries()) == ()
    assert found_by("", among=entries()) == entries()


def test_the_rhythm_names_both_dates() -> None:
    assert rhythm(load_contracts()["perekaman"]) == (
        "Dilaporkan setengah bulan sekali; jatuh tempo 3 hari setelah periode berakhir, paling lambat 7 hari."
    )


def test_a_field_with_a_closed_list_tells_its_words_and_is_found_by_them() -> None:
    kurir = next(entry for entry in entries() if entry.field.vocabulary == "kurir")
    assert "Gojek" in [word.label for word in kurir.words]
    assert kurir in found_by("gojek", among=entries())

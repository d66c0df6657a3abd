"""Every kab/kota has its former residency, and a mistake in the file is refused with its line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from data_contracts.catalogue import load_register, load_residencies
from data_contracts.errors import ContractError
from data_contracts.karesidenan import read_residencies


def test_all_35_stand_in_one_of_six() -> None:
    found = load_residencies()
    assert set(found) == {place.kode for place in load_register().kabkota}
    assert Counter(found.values()) == {
        "Banyumas": 4, "Kedu": 6, "Pati": 5, "Pekalongan": 7, "Semarang": 6, "Surakarta": 7,
    }  # fmt: skip
    assert found["33.29"] == found["33.76"] == "Pekalongan"


@pytest.mark.parametrize("line", ["33.99,Kedu", "33,Kedu", "33.01,"])
def test_what_is_no_regency_or_has_no_residency_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "karesidenan.csv"
    path.write_text(f"kode,karesidenan\n{line}\n", encoding="utf-8")
    with pytest.raises(ContractError, match="baris 2"):
        read_residencies(path, register=load_register())


def test_a_code_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "karesidenan.csv"
    path.write_text("kode,karesidenan\n33.01,Kedu\n33.01,Pati\n", encoding="utf-8")
    with pytest.raises(ContractError, match=r"33\.01"):
        read_residencies(path, register=load_register())

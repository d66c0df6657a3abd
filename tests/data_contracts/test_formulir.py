"""The province's form asks for figures the contracts know, and a mistake in the file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_contracts.catalogue import load_form, load_headings, load_routine_contracts
from data_contracts.contract import Measure
from data_contracts.errors import ContractError
from data_contracts.formulir import read_form


def test_the_form_has_20_figures_of_the_routine_contracts_three_of_them_percentages() -> None:
    found = load_form()
    assert len(found) == len({field.name for _, field in found.values()}) == 20
    assert {contract for contract, _ in found.values()} == set(load_routine_contracts())
    typed = [heading for heading, (_, field) in found.items() if field.measure is Measure.RATIO]
    assert typed == [
        "persentase_jml_perekaman",
        "persentase_jml_cetak_kia",
        "persentase_jml_akta_lahir_0_18",
    ]
    assert next(iter(found.values()))[1].name == "wajib_ktp"


@pytest.mark.parametrize(
    ("lines", "said"), [("entah_apa", "baris 2"), ("sisa_prr\nsisa_prr", "baris 3"), ('""', "baris 2")]
)
def test_what_is_no_heading_or_stands_there_twice_is_refused(lines: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "formulir_provinsi.csv"
    path.write_text(f"judul\n{lines}\n", encoding="utf-8")
    with pytest.raises(ContractError, match=said):
        read_form(path, headings=load_headings())

"""Every broken or odd file of this folder leads to exactly the findings that `harapan.yaml` names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from data_contracts.catalogue import load_contracts
from etl.receipt import Receipt
from tests.etl.kantor import Office, open_office

FOLDER = Path(__file__).parent
EXPECTED: Mapping[str, Mapping[str, Any]] = yaml.safe_load((FOLDER / "harapan.yaml").read_text("utf-8"))
OWN_FILES = {"harapan.yaml", "README.md", Path(__file__).name}


def _found(receipt: Receipt) -> list[str]:
    """Each finding as `severity rule at sheet!cell`."""
    return sorted(
        f"{finding.severity.value} {finding.rule}"
        + (f" {finding.sheet}!{finding.cell or ''}" if finding.sheet else "")
        for finding in receipt.findings
    )


def _figure(office: Office, *, field: str, wilayah: str, tanggal: str | None) -> object:
    """The one figure of a region (and day) as the ledger holds it; None where it was not reported."""
    [contract] = [c for c in load_contracts().values() if field in {f.name for f in c.measured}]
    frame = office.ledger.reported(contract.name)
    is_own = frame["kode_wilayah"] == wilayah
    own = frame[is_own if tanggal is None else is_own & (frame["tanggal"] == tanggal)]
    assert len(own) <= 1
    return next(iter(own[field].dropna().tolist()), None)


def test_every_file_of_the_folder_has_its_expectation() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.is_file()} - OWN_FILES

    assert files == set(EXPECTED)
    assert len(files) >= 60


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_gives_its_findings_and_no_other(name: str, tmp_path: Path) -> None:
    expected = EXPECTED[name]
    office = open_office(tmp_path)
    receipt = office.take_in(FOLDER / name)
    rows = receipt.rows

    assert _found(receipt) == sorted(expected.get("temuan", []))
    assert receipt.state.value == expected["keadaan"]
    assert f"{rows.read} = {rows.accepted} + {rows.quarantined} + {rows.ignored}" == expected["baris"]
    for line in expected.get("angka", []):
        figure = _figure(office, field=line["bidang"], wilayah=line["wilayah"], tanggal=line.get("tanggal"))
        assert figure == line["nilai"], line


@pytest.mark.parametrize("name", [name for name in EXPECTED if EXPECTED[name]["keadaan"] == "refused"])
def test_of_a_file_with_personal_data_nothing_is_kept_and_nothing_repeated(name: str, tmp_path: Path) -> None:
    office = open_office(tmp_path)
    receipt = office.take_in(FOLDER / name)

    assert office.ledger.submissions() == ()
    assert office.stored_files() == []
    assert "3374010101900001" not in repr(receipt)

"""What comes by mail or through a page: its name made sound, its bytes gone once they were looked at."""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from etl.intake import receive_content, sound_name
from tests.etl.kantor import Office, open_office
from tests.etl.laporan import NOW, FormRow, form_row, write_form
from warehouse.records import State


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path / "kantor")
    yield opened
    opened.engine.dispose()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("laporan.xlsx", "laporan.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Data\\laporan.xls", "laporan.xls"),
        ("lap\n\x00oran\u202e.csv", "laporan.csv"),
        (".tersembunyi", "tersembunyi"),
        ("", "tanpa-nama"),
        ("..", "tanpa-nama"),
        ("laporan 2026.10.P2", "laporan 2026.10.P2"),
        ("é" * 200 + ".xlsx", "é" * 100 + ".xlsx"),
    ],
)
def test_a_senders_name_for_a_file_becomes_one_every_folder_can_hold(given: str, kept: str) -> None:
    assert sound_name(given) == kept


@pytest.mark.parametrize("rows", [[form_row("33.05")], [form_row("33.05", pks="3374011203900001")]])
def test_nothing_of_what_came_over_a_wire_is_left_where_it_was_looked_at(
    office: Office, tmp_path: Path, rows: list[FormRow]
) -> None:
    content = write_form(tmp_path / "a.xlsx", rows).read_bytes()
    temporary = tmp_path / "sementara"
    arrival = receive_content(
        BytesIO(content),
        file_name="../kiriman.xlsx",
        temporary=temporary,
        ledger=office.ledger,
        queue=office.queue,
        files=office.files,
        sender=None,
        received_at=NOW,
        period=None,
        now=NOW,
    )
    assert list(temporary.iterdir()) == []
    if arrival.job is not None:
        assert office.queue.get(arrival.job).file_name == "kiriman.xlsx"
    else:
        assert arrival.receipt is not None
        assert arrival.receipt.state is State.REFUSED
        assert office.stored_files() == []


def test_the_upload_page_brings_no_great_expectations_into_its_process(tmp_path: Path) -> None:
    path = write_form(tmp_path / "laporan.xlsx", [form_row("33.05")])
    script = f"""
import os, sys
from pathlib import Path
os.environ["PANTAU_HOME"] = {str(tmp_path / "var")!r}
from dashboard.penerimaan import open_reception
from dashboard.session import Places, ledger_at
import dashboard.views.unggah
ledger_at(Places.read(os.environ).ledger_url).create()
with Path({str(path)!r}).open("rb") as content:
    handed = open_reception().hand_in(content, name="laporan.xlsx", sender=None, period=None)
assert handed.job is not None, handed
forbidden = {{"great_expectations", "etl.judge", "etl.suites", "etl.process"}}
print(sorted(forbidden & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""What commands print: a missing value is an empty cell or null, a moment reads in WIB."""

import csv
import io
import json

import pandas as pd
import pytest

from pantau.output import print_frame, print_table

FRAME = pd.DataFrame(
    {
        "wilayah": ["33.16", "33.29"],
        "value": pd.array([98.09, None], dtype="Float64"),
        "numerator": pd.array([733_000, None], dtype="Int64"),
        "tanggal_data": pd.to_datetime(["2026-10-31", None]),
        "diterima": pd.to_datetime(["2026-11-02T01:30:00Z", None], utc=True),
        "lebih": ["x", "y"],
    }
)
COLUMNS = ("wilayah", "value", "numerator", "tanggal_data", "diterima")


def test_csv_has_exactly_the_chosen_columns_and_leaves_missing_cells_empty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_frame(FRAME, columns=COLUMNS, form="csv")
    assert capsys.readouterr().out.splitlines() == [
        "wilayah,value,numerator,tanggal_data,diterima",
        "33.16,98.09,733000,2026-10-31,2026-11-02T08:30:00+07:00",
        "33.29,,,,",
    ]


def test_json_is_one_document_with_null_for_missing(capsys: pytest.CaptureFixture[str]) -> None:
    print_frame(FRAME, columns=COLUMNS, form="json")
    first, second = json.loads(capsys.readouterr().out)
    assert first == {
        "wilayah": "33.16",
        "value": 98.09,
        "numerator": 733000,
        "tanggal_data": "2026-10-31",
        "diterima": "2026-11-02T08:30:00+07:00",
    }
    assert [second[name] for name in COLUMNS[1:]] == [None] * 4


def test_a_table_for_people_lines_up_under_indonesian_headings(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(
        [{"no": 1, "berkas": "a.xlsx"}, {"no": 12, "berkas": None}], columns={"no": "No", "berkas": "Berkas"}
    )
    assert capsys.readouterr().out.splitlines() == ["No  Berkas", "1   a.xlsx", "12  –"]


@pytest.mark.parametrize("text", ["=1+1", "+62", "-", "@SUM(A1)", "\t=1", "  =1"])
def test_text_that_could_be_a_formula_is_marked_as_text(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pd.DataFrame({"raw": [text], "value": pd.array([-5], dtype="Int64")})
    print_frame(frame, columns=("raw", "value"), form="csv")
    assert list(csv.reader(io.StringIO(capsys.readouterr().out)))[1] == [f"'{text}", "-5"]
    print_frame(frame, columns=("raw", "value"), form="json")
    assert json.loads(capsys.readouterr().out)[0]["raw"] == text

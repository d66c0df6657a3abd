"""The contracts' frames side by side, one row per source row; and what is told of a great many rows."""

import numpy as np
import pandas as pd

from data_contracts.contract import Severity
from etl.lines import Line, line_at
from etl.observations import MOST_TOLD, Hits, Observation, observe, rows_of, tell, warning
from etl.source_rows import SourceRows
from etl.table import Table, places_of, tables_of
from tests.etl.laporan import frames, places, tables


def test_contracts_without_dimensions_are_one_table_and_the_others_one_each() -> None:
    courier = {"kurir": "pos", "jenis_dokumen": "ktp_el", "diserahkan": 4}
    made = tables({"wajib_ktp": 10, "sisa_blangko": 3, **courier})
    assert [[one.name for one in table.contracts] for table in made] == [
        ["perekaman", "blangko"],
        ["pengantaran"],
    ]
    assert made[0].keys == ("kode_wilayah",)
    assert made[1].keys == ("kode_wilayah", "kurir", "jenis_dokumen")


def test_a_row_that_only_one_contract_has_stands_beside_the_others_with_gaps() -> None:
    both = frames({"wajib_ktp": 10, "prr": 1, "sisa_blangko": 3}, {"wajib_ktp": 20, "sisa_blangko": 4})
    parts = {"perekaman": both["perekaman"].iloc[[1]], "blangko": both["blangko"]}
    [table] = tables_of(parts)
    assert table.frame["source_row"].tolist() == [2, 3]
    assert table.frame["kode_wilayah"].tolist() == ["33.01", "33.01"]
    assert table.frame["wajib_ktp"].to_list() == [pd.NA, 20]
    assert table.frame["sisa_blangko"].to_list() == [3, 4]
    assert str(table.frame["wajib_ktp"].dtype) == "Int64"


def test_sheets_keep_their_order() -> None:
    one, other = (frames({"wajib_ktp": 10}, {"wajib_ktp": 20})["perekaman"] for _ in range(2))
    joined = pd.concat([one.assign(sheet="Zeta"), other.assign(sheet="Alfa")], ignore_index=True)
    blangko = frames({"sisa_blangko": 1})["blangko"].assign(sheet="Alfa")
    [table] = tables_of({"perekaman": joined, "blangko": blangko})
    assert list(zip(table.frame["sheet"], table.frame["source_row"], strict=True)) == [
        ("Zeta", 2),
        ("Zeta", 3),
        ("Alfa", 2),
        ("Alfa", 3),
    ]
    assert table.frame["sisa_blangko"].to_list() == [pd.NA, pd.NA, 1, pd.NA]


def test_rows_that_go_back_are_left_out() -> None:
    [table] = tables({"wajib_ktp": 10}, {"wajib_ktp": 20}, {"wajib_ktp": 30})
    rest = table.without(SourceRows.of([("Data", 3)]))
    assert rest.frame["wajib_ktp"].tolist() == [10, 30]
    assert rest.source(1) == ("Data", 4)


def test_every_source_row_stands_once_whatever_it_feeds() -> None:
    courier = {"kurir": "pos", "jenis_dokumen": "ktp_el", "diserahkan": 4}
    rows = places_of(tables({"wajib_ktp": 10, **courier}, {"wajib_ktp": 20, **courier}))
    assert rows.frame["source_row"].tolist() == [2, 3]


def many(count: int) -> Table:
    [table] = tables(*({"prr": -1} for _ in range(count)))
    return table


def told(table: Table, positions: list[int]) -> list[Observation]:
    written: list[int] = []

    def sentence(line: Line, position: int) -> str:
        written.append(position)
        return f"{line.source[1]}"

    hits = Hits(
        rule="aturan",
        severity=Severity.ERROR,
        field="prr",
        positions=np.array(positions, dtype=np.intp),
        sentence=sentence,
    )
    observations = list(tell(hits, table=table, places=places("prr")))
    assert written == positions[:MOST_TOLD]
    return observations


def test_a_thousand_findings_are_told_one_by_one() -> None:
    observations = told(many(1_000), list(range(1_000)))
    assert len(observations) == 1_000
    assert observations[-1].finding.cell == "A1001"


def test_the_others_are_told_in_one_with_their_number_and_range() -> None:
    observations = told(many(1_003), list(range(1_003)))
    assert len(observations) == 1_001
    last = observations[-1]
    # Row 2 is the first, so the thousand and first stands in row 1002.
    assert last.finding.cell == "A1002"
    assert "Masih ada 3 sel lain" in last.finding.message
    assert "dari A1002 sampai A1004" in last.finding.message
    assert set(last.rows) == {("Data", 1002), ("Data", 1003), ("Data", 1004)}
    assert (last.finding.rule, last.finding.severity, last.finding.contract) == (
        "aturan",
        Severity.ERROR,
        "perekaman",
    )


def test_each_sheet_is_counted_by_itself() -> None:
    frame = frames(*({"prr": -1} for _ in range(1_200)))["perekaman"]
    sheets = pd.concat([frame.assign(sheet="Satu"), frame.assign(sheet="Dua")], ignore_index=True)
    [table] = tables_of({"perekaman": sheets})
    observations = told_in(table)
    assert [each.finding.sheet for each in observations].count("Satu") == 1_001
    assert [each.finding.sheet for each in observations].count("Dua") == 1_001
    rows = rows_of(observations, Severity.WARNING)
    assert len(rows) == 2_400


def told_in(table: Table) -> list[Observation]:
    everywhere = np.ones(len(table.frame), dtype=bool)
    hits = warning("aturan", field="prr", where=everywhere, sentence=lambda _line, _position: "salah")
    return list(tell(hits, table=table, places=places("prr")))


def test_a_row_without_texts_shows_its_value_as_it_is_written() -> None:
    [table] = tables({"prr": -5}, {"prr": 7})
    line = line_at(table, 0)
    where = places("prr", texts={("Data", 3): {"prr": " 7 "}})
    seen = [
        observe(each, rule="a", severity=Severity.ERROR, field="prr", message="", places=where).finding.value
        for each in (line, line_at(table, 1))
    ]
    assert seen == ["-5", " 7 "]


def test_errors_and_warnings_speak_of_their_own_rows() -> None:
    [table] = tables({"prr": -5}, {"prr": 7})
    line, other = line_at(table, 0), line_at(table, 1)
    observations = [
        observe(line, rule="a", severity=Severity.ERROR, field="prr", message="", places=places()),
        observe(other, rule="b", severity=Severity.WARNING, field="prr", message="", places=places()),
    ]
    assert set(rows_of(observations, Severity.ERROR)) == {("Data", 2)}
    assert set(rows_of(observations, Severity.WARNING)) == {("Data", 3)}
    assert set(rows_of(observations, Severity.INFO)) == set()

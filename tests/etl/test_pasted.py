"""A message pasted as text: each figure at its line, nothing of whoever wrote it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data_contracts.contract import Severity
from data_contracts.periode import Periode
from etl.intake import find_personal_data
from etl.judge import Judgement, judge
from etl.read import read_workbook
from etl.resolve import Resolved, resolve
from tests.etl.laporan import Remembered

RECEIVED = datetime(2026, 11, 2, 3, tzinfo=UTC)
PLAIN = """Yth. Bapak Kepala Dinas, berikut laporan:

*Kabupaten* : Kab. Tegal
Tanggal: 16 Oktober 2026
- Wajib KTP : 1.234.567
\u2705 *Perekaman KTP-EL* = *25*
Sisa Suket: -
Sisa Blangko KTP-el : 2.000 keping

Terima kasih.
"""


def _resolve(
    folder: Path, text: str, *, name: str = "laporan.txt", period: Periode | None = None
) -> Resolved:
    (folder / name).write_text(text, encoding="utf-8")
    return resolve(read_workbook(folder / name), period=period)


def _judge(folder: Path, text: str) -> Judgement:
    path = folder / "laporan.txt"
    path.write_text(text, encoding="utf-8")
    return judge(
        path, file_name=path.name, sha256="0" * 64, sender=None, received_at=RECEIVED, entered_at=RECEIVED,
        period=None, history=Remembered({}),
    )  # fmt: skip


def test_each_figure_is_read_and_stands_at_its_line(tmp_path: Path) -> None:
    resolved = _resolve(tmp_path, PLAIN)

    row = resolved.frames["perekaman"].iloc[0]
    assert (row["kode_wilayah"], row["tanggal"].date(), row["wajib_ktp"], row["rekam_baru"]) == (
        "33.28", date(2026, 10, 16), 1_234_567, 25,
    )  # fmt: skip
    assert resolved.frames["blangko"]["sisa_blangko"].tolist() == [2000]
    cells = {use.field: use.column for use in resolved.columns}
    assert (cells["wajib_ktp"], cells["rekam_baru"], cells["sisa_blangko"]) == ("B5", "B6", "B8")
    (dash,) = resolved.findings
    assert (dash.rule, dash.cell, dash.value) == ("angka_meragukan", "B7", "-")


def test_lines_that_are_no_figures_are_accounted_for(tmp_path: Path) -> None:
    judgement = _judge(tmp_path, PLAIN)

    assert [(one.row, one.reason) for one in judgement.ignored] == [(1, "judul"), (10, "keterangan")]
    rows = judgement.submission.rows
    assert (rows.read, rows.accepted, rows.ignored) == (3, 1, 2)


@pytest.mark.parametrize(
    "stamp",
    [
        "[16/10/26 14.30] Budi Santoso: ",
        "16/10/26 14.30 - Budi Santoso: ",
        "[14.30, 16/10/2026] Budi Santoso: ",
        "\u200e[16/10/26, 14:30:12] Budi Santoso: ",
    ],
)
def test_who_wrote_it_is_left_out_everywhere(tmp_path: Path, stamp: str) -> None:
    text = f"{stamp}Laporan Kab. Brebes 16 Oktober 2026\nWajib KTP: 100\nPRR: O,7\n{stamp}Terima kasih\n"
    judgement = _judge(tmp_path, text)

    assert "Budi" not in repr(judgement)
    assert "Budi" not in repr(read_workbook(tmp_path / "laporan.txt"))
    (error,) = [each for each in judgement.findings if each.severity is Severity.ERROR]
    assert (error.rule, error.cell, error.wilayah) == ("huruf_o", "B3", "33.29")
    assert judgement.submission.rows.quarantined == 1


def test_blocks_of_several_regions_and_days_are_rows_of_their_own(tmp_path: Path) -> None:
    text = (
        "Tanggal: 16 Oktober 2026\n"
        "Kabupaten: Kab. Tegal\nWajib KTP: 100\nPRR: 5\n\n"
        "Kabupaten: Kab. Brebes\nWajib KTP: 200\nPRR: 6\n\n"
        "Tanggal: 17 Oktober 2026\nWajib KTP: 201\nPRR: 7\n"
    )
    frame = _resolve(tmp_path, text).frames["perekaman"]

    assert frame[["sheet", "source_row", "kode_wilayah", "wajib_ktp", "prr"]].to_numpy().tolist() == [
        ["laporan", 3, "33.28", 100, 5],
        ["laporan/2", 7, "33.29", 200, 6],
        ["laporan/3", 11, "33.29", 201, 7],
    ]
    assert [day.date().day for day in frame["tanggal"]] == [16, 16, 17]


def test_blocks_under_titles_without_labels(tmp_path: Path) -> None:
    text = "Lap 16 Oktober 2026\nKab. Tegal\nWajib KTP: 100\nKab. Brebes\nWajib KTP: 200\n"
    resolved = _resolve(tmp_path, text)

    assert resolved.frames["perekaman"]["kode_wilayah"].tolist() == ["33.28", "33.29"]
    assert resolved.findings == ()


@pytest.mark.parametrize(
    ("second", "region", "day"),
    [
        ("Kab. Brebes", "33.29", 16),
        ("Data tanggal 17 Oktober 2026", "33.28", 17),
        ("Kab. Brebes 18/10/2026", "33.29", 18),
    ],
)
def test_a_title_replaces_of_the_one_before_only_what_it_says_anew(
    tmp_path: Path, second: str, region: str, day: int
) -> None:
    text = f"Periode 16 Oktober 2026 Kab. Tegal\nWajib KTP: 100\n\n{second}\nWajib KTP: 200\n"
    row = _resolve(tmp_path, text).frames["perekaman"].iloc[1]

    assert (row["kode_wilayah"], row["tanggal"].date()) == (region, date(2026, 10, day))


def test_another_message_does_not_inherit_the_region_of_the_one_before(tmp_path: Path) -> None:
    text = (
        "[16/10/26 14.30] A: Kab. Tegal 16 Oktober 2026\nWajib KTP: 100\n"
        "[16/10/26 15.00] B: tanggal 16 Oktober 2026\nWajib KTP: 200\n"
    )
    resolved = _resolve(tmp_path, text)

    (found,) = resolved.findings
    assert (found.rule, found.sheet) == ("wilayah_tidak_ada", "laporan/2")
    assert resolved.rejected == {("laporan/2", 4)}


def test_region_and_day_may_come_from_the_name_of_the_file(tmp_path: Path) -> None:
    resolved = _resolve(tmp_path, "Wajib KTP: 100\nPRR: 5\n", name="kota tegal 2026-10-P2.txt")

    row = resolved.frames["perekaman"].iloc[0]
    assert (row["kode_wilayah"], row["tanggal"].date()) == ("33.76", date(2026, 10, 31))


def test_without_a_day_it_goes_back(tmp_path: Path) -> None:
    resolved = _resolve(tmp_path, "Kab. Tegal\nWajib KTP: 100\n")

    assert [found.rule for found in resolved.findings] == ["periode_tidak_ada"]


def test_several_figures_in_one_line(tmp_path: Path) -> None:
    resolved = _resolve(tmp_path, "Kab. Tegal 16 Oktober 2026\nWajib KTP: 100, PRR: 5; SFE = 2\n")

    assert {use.field: use.column for use in resolved.columns} == {
        "wajib_ktp": "B2",
        "prr": "D2",
        "sfe": "F2",
    }


def test_a_label_nearly_known_is_asked_about(tmp_path: Path) -> None:
    resolved = _resolve(tmp_path, "Kab. Tegal 16 Oktober 2026\nWajib KTP: 100\nSisa Blanggko: 7\n")

    (found,) = resolved.findings
    assert (found.rule, found.cell, found.value) == ("judul_mirip", "A3", "Sisa Blanggko")


def test_a_text_of_columns_is_still_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("kode\twajib_ktp\n3301\t5\n", encoding="utf-8")
    (sheet,) = read_workbook(tmp_path / "a.txt").sheets

    assert sheet.rows == (("kode", "wajib_ktp"), ("3301", "5"))


def test_a_nik_in_a_message_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kab. Tegal\nWajib KTP: 3374011203900001\n", encoding="utf-8")
    found = find_personal_data(read_workbook(tmp_path / "a.txt"))

    assert found is not None
    assert found.cell == "B2"


def test_a_form_filled_downwards_in_a_workbook_is_read_the_same_way(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("Laporan",), ("Kabupaten", ":", "Kab. Tegal"), ("Tanggal", ":", "16/10/2026"),
                ("Wajib KTP", ":", 100), ("PRR", ":", "lima")):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    resolved = resolve(read_workbook(tmp_path / "a.xlsx"), period=None)

    assert {use.field: use.column for use in resolved.columns if use.contract == "perekaman"} == {
        "wajib_ktp": "C4", "prr": "C5",
    }  # fmt: skip
    assert [(found.rule, found.cell) for found in resolved.findings] == [("bukan_angka", "C5")]


def test_the_message_in_the_guide_is_read_without_a_word(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "panduan.md").read_text(encoding="utf-8")
    lines = guide[guide.index("  Kabupaten: Kab. Tegal") :].split("```")[0]
    resolved = _resolve(tmp_path, "\n".join(line.strip() for line in lines.splitlines()))

    assert resolved.findings == ()
    assert resolved.frames["perekaman"]["rekam_baru"].tolist() == [41]
    assert resolved.frames["blangko"]["sisa_blangko"].tolist() == [1367]


def test_a_figure_after_its_label_without_a_sign_and_a_percentage_are_not_lost(tmp_path: Path) -> None:
    text = "Kab. Blora 16 Oktober 2026\nWajib KTP 100.000\nSudah rekam: 98.000\nPersentase perekaman = 98%\n"
    resolved = _resolve(tmp_path, text)

    row = resolved.frames["perekaman"].iloc[0]
    assert (row["wajib_ktp"], row["sudah_rekam"], row["persen_rekam"]) == (100_000, 98_000, 98.0)
    assert resolved.findings == ()


def test_a_day_named_below_the_figures_is_the_next_blocks_unless_there_is_none_yet(tmp_path: Path) -> None:
    two = "Kab. Blora 16 Oktober 2026\nPRR: 5\nTanggal: 17 Oktober 2026\nPRR: 6\n"
    one = "Kab. Blora\nPRR: 5\nTanggal: 17 Oktober 2026\n"
    days = [
        [day.day for day in _resolve(tmp_path, text).frames["perekaman"]["tanggal"]] for text in (two, one)
    ]

    assert days == [[16, 17], [17]]

"""Every figure can be walked back to its cells, and the cells add up to the figure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from metrics.catalogue import load_indicators
from metrics.lineage import LINEAGE_COLUMNS, lineage
from tests.metrics.reports import BLORA, KUDUS, PATI, PROVINCE, REGENCIES, SEMARANG, Reports, row

END = date(2026, 10, 31)


def cells(
    reports: Reports, indicator: str, wilayah: str, tanggal: date | None = None, **options: Any
) -> pd.DataFrame:
    frame = lineage(reports.ledger, indicator=indicator, wilayah=wilayah, tanggal=tanggal, **options)
    assert tuple(frame.columns) == LINEAGE_COLUMNS
    return frame


def total(frame: pd.DataFrame, role: str) -> float:
    return float(frame.loc[frame["role"] == role, "value"].sum())


def test_a_figure_names_file_sheet_cell_heading_sender_and_receipt(reports: Reports) -> None:
    received = datetime(2026, 11, 2, 3, tzinfo=UTC)
    submission = reports.send(
        row(PATI, END, wajib_ktp=1000, sudah_rekam=900, persen_rekam=90.5),
        row(KUDUS, END, wajib_ktp=2000, sudah_rekam=1900, persen_rekam=95.0),
        received_at=received,
        name="oktober.xlsx",
    )
    found = cells(reports, "cakupan_perekaman", KUDUS, END).set_index("role")
    # Fields are lettered from C on, the second row of the sheet's data is line 6.
    assert found["cell"].to_dict() == {"numerator": "D6", "denominator": "C6", "reported": "E6"}
    assert found["value"].to_dict() == {"numerator": 1900, "denominator": 2000, "reported": 95.0}
    numerator = found.loc["numerator"]
    assert numerator[["file", "sheet", "header", "sender", "field", "contract"]].tolist() == [
        "oktober.xlsx", "Laporan", "SUDAH_REKAM", "Disdukcapil", "sudah_rekam", "perekaman",
    ]  # fmt: skip
    assert (numerator["submission"], numerator["received_at"]) == (submission, received)
    assert numerator["sha256"] == reports.ledger.submission(submission).sha256
    assert numerator["nama"] == "Kabupaten Kudus"


def test_the_cells_of_the_province_add_up_to_what_is_shown(reports: Reports) -> None:
    reports.send(
        *(
            row(code, END, wajib_ktp=1000 + n, sudah_rekam=900 + 2 * n)
            for n, code in enumerate(REGENCIES[:20])
        )
    )
    reports.send(row(REGENCIES[20], END, wajib_ktp=500, belum_rekam=20))
    reports.send(row(REGENCIES[21], END, persen_rekam=88.0), row(REGENCIES[22], END, sudah_rekam=7))
    shown = reports.figure("cakupan_perekaman", PROVINCE, END)
    found = cells(reports, "cakupan_perekaman", PROVINCE, END)
    assert total(found, "numerator") - total(found, "subtrahend") == shown["numerator"]
    assert shown["numerator"] == sum(900 + 2 * n for n in range(20)) + 480
    assert total(found, "denominator") == shown["denominator"] == sum(1000 + n for n in range(20)) + 500
    assert set(found["wilayah"]) == set(REGENCIES[:21])
    assert found["cell"].notna().all()


@pytest.mark.parametrize("wilayah", [PROVINCE, KUDUS])
def test_for_every_indicator_the_cells_give_the_numerator_and_denominator_of_measure(
    reports: Reports, wilayah: str
) -> None:
    for number, day in enumerate((date(2026, 10, 15), END)):
        reports.send(
            *(
                row(
                    code, day, awal=day.replace(day=1 if day.day == 15 else 16),
                    wajib_ktp=1000, sudah_rekam=900 + number, prr=4, sisa_suket=3 + number, sisa_blangko=50,
                    cetak_ktp=110, anak_0_17=40, kia=30, anak_0_18=60, akta_0_18=50,
                )
                for code in (KUDUS, PATI, SEMARANG)
            )
        )  # fmt: skip
    for name in load_indicators():
        shown = reports.figure(name, wilayah, END)
        found = cells(reports, name, wilayah, END)
        if pd.isna(shown["numerator"]):
            assert "numerator" not in set(found["role"]), name
            continue
        assert total(found, "numerator") - total(found, "subtrahend") == shown["numerator"], name
        if (found["role"] == "denominator").any():
            assert total(found, "denominator") == shown["denominator"], name


def test_the_provinces_own_report_is_the_source_where_it_speaks(reports: Reports) -> None:
    day = date(2021, 7, 15)
    reports.send(row(PROVINCE, day, sudah_rekam=29_260_118, wajib_ktp=28_126_986, persen_rekam=103))
    reports.send(row("33.76", day, persen_rekam=106))
    found = cells(reports, "cakupan_perekaman", PROVINCE, day)
    assert found[["role", "wilayah", "value"]].to_numpy().tolist() == [
        ["numerator", "33", 29_260_118],
        ["denominator", "33", 28_126_986],
        ["reported", "33", 103],
    ]


def test_a_bare_percentage_leads_to_the_percentages_that_were_printed(reports: Reports) -> None:
    day = date(2020, 9, 1)
    reports.send(row(PROVINCE, day, persen_rekam=98, persen_belum_rekam=1.04))
    found = cells(reports, "cakupan_perekaman", PROVINCE, day)
    assert found[["role", "field", "value"]].to_numpy().tolist() == [
        ["reported", "persen_belum_rekam", 1.04],
        ["reported", "persen_rekam", 98],
    ]


def test_each_field_is_traced_to_the_submission_in_force_at_the_moment(reports: Reports) -> None:
    first, second, third = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 5, 9))
    whole = reports.send(row(KUDUS, END, wajib_ktp=100, sudah_rekam=90), received_at=first)
    correction = reports.send(row(KUDUS, END, sudah_rekam=95), received_at=second)
    reports.withdraw(correction, occurred_at=third)

    def sources(known_at: datetime | None) -> dict[str, tuple[int, float]]:
        found = cells(reports, "cakupan_perekaman", KUDUS, END, known_at=known_at).set_index("role")
        return {role: (found["submission"][role], found["value"][role]) for role in found.index}

    before = {"numerator": (whole, 90), "denominator": (whole, 100)}
    assert sources(second - timedelta(days=1)) == before
    assert sources(second) == {"numerator": (correction, 95), "denominator": (whole, 100)}
    assert sources(None) == before


def test_days_of_cover_lead_to_the_stock_and_the_printing_behind_them(reports: Reports) -> None:
    reports.send(
        row(BLORA, date(2026, 8, 15), awal=date(2026, 8, 1), sisa_blangko=9000, cetak_ktp=500),
        row(BLORA, date(2026, 10, 15), awal=date(2026, 10, 1), sisa_blangko=3000, cetak_ktp=1100),
        row(
            BLORA,
            END,
            awal=date(2026, 10, 16),
            sisa_blangko=2000,
            cetak_prr=500,
            cetak_suket=300,
            cetak_ganti=200,
        ),
    )
    found = cells(reports, "hari_cukup_blangko", BLORA, END)
    assert found[["role", "field", "value"]].to_numpy().tolist() == [
        ["numerator", "sisa_blangko", 2000],
        ["use", "cetak_ktp", 1100],
        ["use", "cetak_ganti", 200],
        ["use", "cetak_prr", 500],
        ["use", "cetak_suket", 300],
    ]


def test_a_stock_without_any_printing_leads_to_the_stock_alone(reports: Reports) -> None:
    reports.send(row(BLORA, END, sisa_blangko=2_000), row(KUDUS, END, sisa_blangko=10, cetak_ktp=5))
    found = cells(reports, "hari_cukup_blangko", BLORA, END)
    assert found[["role", "field", "value"]].to_numpy().tolist() == [["numerator", "sisa_blangko", 2000]]
    # Of a regency without any figure for the half-month nothing stands, whatever it printed before.
    reports.send(row(PATI, date(2026, 10, 14), cetak_ktp=7))
    assert cells(reports, "hari_cukup_blangko", PATI, END).empty


def test_completeness_leads_to_the_reports_that_were_counted(reports: Reports) -> None:
    numbers = [reports.send(row(code, END, wajib_ktp=1)) for code in (KUDUS, PATI)]
    found = cells(reports, "kelengkapan_laporan", PROVINCE, END)
    assert found["submission"].tolist() == sorted(numbers, reverse=True)
    assert found["file"].notna().all()
    assert found["cell"].isna().all()


def test_without_a_date_the_latest_half_month_of_the_contract_is_traced(reports: Reports) -> None:
    reports.send(row(KUDUS, date(2026, 9, 30), sisa_suket=1), row(KUDUS, date(2026, 10, 20), sisa_suket=2))
    assert cells(reports, "sisa_suket", KUDUS)["value"].tolist() == [2]
    assert cells(reports, "sisa_suket", KUDUS, date(2026, 10, 19)).empty


def test_nothing_reported_leads_nowhere(reports: Reports) -> None:
    for name in load_indicators():
        assert cells(reports, name, KUDUS).empty
        assert cells(reports, name, PROVINCE, END).empty

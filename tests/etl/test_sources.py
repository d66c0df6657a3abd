"""The same region and day told twice: by another sender, by the daily reports, by the kecamatan."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from data_contracts.catalogue import load_holidays, load_register
from data_contracts.contract import Severity
from data_contracts.hari_kerja import is_working_day
from etl.chronicle import chronicles_of
from etl.kecamatan import check_kecamatan
from etl.observations import Observation
from etl.past import earlier_reports
from etl.sources import check_sources
from etl.stock_ledger import check_stock_ledger
from tests.etl.laporan import Remembered, as_reported, frames, places, tables
from warehouse.records import RowCount, State, Submission

CILACAP = "33.01"
MAGELANG = "33.71"
"""Kota Magelang has three kecamatan."""

Row = Mapping[str, object]


def sent(number: int, *rows: Row) -> dict[str, pd.DataFrame]:
    """What the ledger holds of one earlier submission."""
    return {
        name: as_reported(name, frame).assign(submission_id=pd.Series([number] * len(frame), dtype="Int64"))
        for name, frame in frames(*rows).items()
    }


def a_file(number: int, *, sender: str | None, name: str = "lain.xlsx") -> Submission:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return Submission(
        id=number,
        sha256="0" * 64,
        file_name=name,
        size=1,
        sender=sender,
        received_at=moment,
        entered_at=moment,
        simulasi=False,
        state=State.ACCEPTED,
        contracts=("perekaman",),
        rows=RowCount(),
    )


def history(*parts: Mapping[str, pd.DataFrame], files: Iterable[Submission] = ()) -> Remembered:
    names = {name for part in parts for name in part}
    rows = {
        name: pd.concat([part[name] for part in parts if name in part], ignore_index=True) for name in names
    }
    return Remembered(rows, {each.id: each for each in files})


def told_by_others(*rows: Row, past: Remembered, sender: str | None = "Disdukcapil") -> list[Observation]:
    own = tables(*rows)
    chronicles = chronicles_of(own, earlier_reports(past, own, simulasi=False))
    where = places("wajib_ktp", "sudah_rekam", "sisa_blangko", "cetak_ktp")
    return list(check_sources(chronicles, history=past, sender=sender, places=where))


def test_another_sender_who_says_otherwise_is_named_with_value_file_and_day() -> None:
    past = history(sent(7, {"sudah_rekam": 985}), files=[a_file(7, sender="Pemprov", name="rekap.xlsx")])
    [observation] = told_by_others({"sudah_rekam": 980}, past=past)
    finding = observation.finding
    assert (finding.rule, finding.severity, finding.cell) == ("berbeda_antar_sumber", Severity.WARNING, "B2")
    assert "tertulis 980, sedangkan berkas rekap.xlsx dari Pemprov menyebut 985" in finding.message
    assert "31 Oktober 2026" in finding.message
    assert observation.rows == {("Data", 2)}


def test_another_sender_who_says_the_same_is_silent() -> None:
    past = history(sent(7, {"sudah_rekam": 980, "prr": 3}), files=[a_file(7, sender="Pemprov")])
    assert told_by_others({"sudah_rekam": 980, "wajib_ktp": 1_000}, past=past) == []


@pytest.mark.parametrize("sender", ["Disdukcapil", None])
def test_a_sender_who_reports_the_same_interval_again_corrects_himself(sender: str | None) -> None:
    past = history(sent(7, {"sudah_rekam": 985}), files=[a_file(7, sender=sender)])
    assert told_by_others({"sudah_rekam": 980}, past=past, sender=sender) == []


def test_the_daily_report_of_the_same_sender_is_another_source_for_a_level_of_the_same_day() -> None:
    daily = {"sisa_blangko": 40, "cetak_ktp": 5, "tanggal_awal": date(2026, 10, 31)}
    past = history(sent(7, daily), files=[a_file(7, sender="Disdukcapil", name="harian.csv")])
    # What was printed in a day is not what was printed in the half-month that ends with it.
    [observation] = told_by_others({"sisa_blangko": 42, "cetak_ktp": 60}, past=past)
    assert (observation.finding.field, observation.finding.cell) == ("sisa_blangko", "C2")


def test_of_what_another_sender_said_the_last_counts() -> None:
    files = [a_file(7, sender="Pemprov"), a_file(8, sender="Pemprov")]
    past = history(sent(7, {"sudah_rekam": 985}), sent(8, {"sudah_rekam": 980}), files=files)
    assert told_by_others({"sudah_rekam": 980}, past=past) == []


@pytest.mark.parametrize(
    "row",
    [
        {"sudah_rekam": 985, "kode_wilayah": "33.74"},
        {"sudah_rekam": 985, "tanggal": date(2026, 10, 30)},
        {"sudah_rekam": None, "prr": 3},
    ],
)
def test_another_region_another_day_and_a_blank_say_nothing(row: Row) -> None:
    past = history(sent(7, row), files=[a_file(7, sender="Pemprov")])
    assert told_by_others({"sudah_rekam": 980}, past=past) == []


@pytest.mark.parametrize(("told", "differs"), [(98.05, False), (97.95, False), (98.06, True)])
def test_two_typed_percentages_may_lie_a_twentieth_of_a_point_apart(told: float, differs: bool) -> None:
    past = history(sent(7, {"persen_rekam": told}), files=[a_file(7, sender="Pemprov")])
    found = told_by_others({"persen_rekam": 98.0}, past=past)
    assert [each.finding.field for each in found] == (["persen_rekam"] if differs else [])


@pytest.mark.parametrize(("kind", "differs"), [("DP4", False), ("DKB", True), (None, True)])
def test_counts_over_different_denominators_are_not_compared(kind: str | None, differs: bool) -> None:
    other = {"wajib_ktp": 1_100, "jenis_penyebut": kind}
    past = history(sent(7, other), files=[a_file(7, sender="Pemprov")])
    found = told_by_others({"wajib_ktp": 1_000, "jenis_penyebut": "DKB"}, past=past)
    assert [each.finding.field for each in found] == (["wajib_ktp"] if differs else [])


def test_the_same_document_by_another_courier_is_another_figure() -> None:
    own = {"diserahkan": 12, "kurir": "pos", "jenis_dokumen": "ktp_el"}
    past = history(sent(7, own | {"diserahkan": 30, "kurir": "gojek"}), files=[a_file(7, sender="Pemprov")])
    assert told_by_others(own, past=past) == []
    past = history(sent(7, own | {"diserahkan": 30}), files=[a_file(7, sender="Pemprov")])
    assert [each.finding.field for each in told_by_others(own, past=past)] == ["diserahkan"]


SECOND_HALF = [date(2026, 10, 16) + timedelta(days=n) for n in range(16)]
WORKING = [day for day in SECOND_HALF if is_working_day(day, holidays=load_holidays())]
"""16 to 31 October 2026: the eleven days from Monday to Friday."""


def a_day(day: date, **figures: object) -> dict[str, object]:
    return {"kode_wilayah": CILACAP, "tanggal_awal": day, "tanggal": day} | figures


def opening(stock: int) -> dict[str, object]:
    first = {"tanggal_awal": date(2026, 10, 1), "tanggal": date(2026, 10, 15)}
    return {"kode_wilayah": CILACAP, "sisa_blangko": stock} | first


def closed_otherwise(*rows: Row, past: Remembered) -> list[Observation]:
    own = tables(*rows)
    chronicles = chronicles_of(own, earlier_reports(past, own, simulasi=False))
    return list(check_stock_ledger(chronicles, places=places("sisa_blangko")))


def days(**on_the_first: object) -> list[dict[str, object]]:
    """Ten cards printed every working day: 110 in all; `on_the_first` stands in the first day's row."""
    rows = [a_day(day, cetak_ktp=10, blangko_diterima=0) for day in WORKING]
    rows[0] |= on_the_first
    return rows


def test_there_are_eleven_working_days_in_the_half_month() -> None:
    assert len(WORKING) == 11


# Opening 200 + received 50 + borrowed 20 - lent 5 - printed 110 - spoiled 1 = 154.
MOVED = {
    "blangko_diterima": 50,
    "blangko_pinjam_masuk": 20,
    "blangko_pinjam_keluar": 5,
    "blangko_rusak": 1,
}


@pytest.mark.parametrize(("closing", "warns"), [(154, False), (153, True), (155, True)])
def test_the_summary_s_stock_follows_from_the_daily_reports(closing: int, warns: bool) -> None:
    past = history(sent(1, opening(200)), sent(2, *days(**MOVED)))
    found = closed_otherwise({"sisa_blangko": closing}, past=past)
    assert [(each.finding.rule, each.finding.cell) for each in found] == (
        [("mutasi_harian_tidak_sesuai", "A2")] if warns else []
    )
    if warns:
        message = found[0].finding.message
        assert f"dilaporkan {closing}, sedangkan menurut laporan hariannya 154: awal 200" in message
        assert "diterima 50 + pinjam masuk 20 - pinjam keluar 5 - dicetak 110 - rusak 1" in message


def test_without_one_working_day_the_half_month_is_not_judged() -> None:
    past = history(sent(1, opening(200)), sent(2, *days()[1:]))
    assert closed_otherwise({"sisa_blangko": 1}, past=past) == []


def test_without_the_opening_stock_it_is_not_judged() -> None:
    assert closed_otherwise({"sisa_blangko": 1}, past=history(sent(2, *days()))) == []


def test_the_first_day_may_name_the_opening_stock() -> None:
    past = history(sent(2, *days(stok_awal_blangko=200)))
    assert closed_otherwise({"sisa_blangko": 90}, past=past) == []
    assert len(closed_otherwise({"sisa_blangko": 91}, past=past)) == 1


def test_where_nobody_says_what_was_received_the_half_month_is_not_judged() -> None:
    silent = [row | {"blangko_diterima": None} for row in days()]
    past = history(sent(1, opening(200)), sent(2, *silent))
    assert closed_otherwise({"sisa_blangko": 6_590}, past=past) == []
    # The summary may say it: 200 + 6.500 - 110 = 6.590.
    assert closed_otherwise({"sisa_blangko": 6_590, "blangko_diterima": 6_500}, past=past) == []
    assert len(closed_otherwise({"sisa_blangko": 6_591, "blangko_diterima": 6_500}, past=past)) == 1


def test_a_day_that_does_not_say_what_was_printed_leaves_the_half_month_open() -> None:
    past = history(sent(1, opening(200)), sent(2, *days(cetak_ktp=None, sisa_blangko=190)))
    assert closed_otherwise({"sisa_blangko": 1}, past=past) == []


def test_prints_told_by_what_they_were_for_are_added() -> None:
    by_purpose = {"cetak_ktp": None, "cetak_prr": 4, "cetak_suket": 1, "cetak_ganti": 5}
    past = history(sent(1, opening(200)), sent(2, *days(**by_purpose)))
    assert closed_otherwise({"sisa_blangko": 90}, past=past) == []


def test_days_that_come_after_the_summary_are_held_against_it_at_the_last_of_them() -> None:
    past = history(sent(1, opening(200)), sent(2, {"kode_wilayah": CILACAP, "sisa_blangko": 95}))
    [observation] = closed_otherwise(*days(sisa_blangko=190), past=past)
    # Eleven days in rows 2 to 12.
    assert observation.rows == {("Data", 12)}
    assert closed_otherwise(*days(sisa_blangko=190)[1:], past=past) == []


def test_a_half_month_of_others_is_not_this_file_s_business() -> None:
    past = history(sent(1, opening(200)), sent(2, *days()), sent(3, {"sisa_blangko": 1}))
    assert closed_otherwise({"sisa_blangko": 5, "kode_wilayah": "33.74"}, past=past) == []


def summed_otherwise(*rows: Row, past: Remembered | None = None) -> list[Observation]:
    own = tables(*rows)
    chronicles = chronicles_of(own, earlier_reports(past or Remembered(), own, simulasi=False))
    return list(check_kecamatan(chronicles, places=places("wajib_ktp", "cetak_ktp")))


def parts(field: str, *figures: int) -> list[dict[str, object]]:
    codes = [one.kode for one in load_register().kecamatan if one.induk == MAGELANG]
    assert len(codes) == len(figures) == 3
    return [{"kode_wilayah": code, field: figure} for code, figure in zip(codes, figures, strict=True)]


def whole(field: str, figure: int) -> dict[str, object]:
    return {"kode_wilayah": MAGELANG, field: figure}


@pytest.mark.parametrize(("figure", "warns"), [(60, False), (59, True), (61, True)])
def test_the_residents_of_a_city_are_those_of_its_kecamatan(figure: int, warns: bool) -> None:
    found = summed_otherwise(whole("wajib_ktp", figure), *parts("wajib_ktp", 10, 20, 30))
    assert [(each.finding.rule, each.finding.cell) for each in found] == (
        [("jumlah_kecamatan_berbeda", "A2")] if warns else []
    )
    if warns:
        assert f"dilaporkan {figure}, sedangkan jumlah 3 kecamatannya 60" in found[0].finding.message


@pytest.mark.parametrize(("figure", "warns"), [(60, False), (61, False), (59, True)])
def test_the_office_of_the_city_prints_too_so_its_kecamatan_may_print_less(figure: int, warns: bool) -> None:
    found = summed_otherwise(whole("cetak_ktp", figure), *parts("cetak_ktp", 10, 20, 30))
    assert [each.finding.rule for each in found] == (["jumlah_kecamatan_berbeda"] if warns else [])


def test_where_one_kecamatan_did_not_report_nothing_is_added() -> None:
    assert summed_otherwise(whole("wajib_ktp", 1), *parts("wajib_ktp", 10, 20, 30)[:2]) == []
    blank = [*parts("wajib_ktp", 10, 20, 30)[:2], {**parts("prr", 1, 2, 3)[2], "wajib_ktp": None}]
    assert summed_otherwise(whole("wajib_ktp", 1), *blank) == []


def test_kecamatan_of_an_earlier_file_count_and_the_finding_stands_at_the_city() -> None:
    past = history(sent(1, *parts("wajib_ktp", 10, 20, 30)))
    [observation] = summed_otherwise(whole("wajib_ktp", 61), past=past)
    assert observation.rows == {("Data", 2)}


def test_kecamatan_that_come_after_their_city_are_held_against_it_at_the_last_of_them() -> None:
    past = history(sent(1, whole("wajib_ktp", 61)))
    [observation] = summed_otherwise(*parts("wajib_ktp", 10, 20, 30), past=past)
    assert (observation.finding.cell, observation.rows) == ("A4", {("Data", 4)})


def test_what_was_corrected_since_counts_no_more() -> None:
    past = history(sent(1, *parts("wajib_ktp", 10, 20, 30)), sent(2, parts("wajib_ktp", 0, 0, 31)[2]))
    assert summed_otherwise(whole("wajib_ktp", 61), past=past) == []


def test_another_day_is_another_sum() -> None:
    later = {"tanggal": date(2026, 11, 15), "tanggal_awal": date(2026, 11, 1)}
    rows = [row | later for row in parts("wajib_ktp", 10, 20, 30)]
    assert summed_otherwise(whole("wajib_ktp", 61), *rows) == []


def test_what_was_printed_in_a_half_month_is_no_sum_of_a_day() -> None:
    day = {"tanggal_awal": date(2026, 10, 31)}
    assert (
        summed_otherwise(whole("cetak_ktp", 1), *[row | day for row in parts("cetak_ktp", 10, 20, 30)]) == []
    )

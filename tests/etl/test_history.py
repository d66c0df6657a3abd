"""A row beside what its region reported before, in the ledger or in the same file."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from data_contracts.contract import Severity
from etl.chronicle import chronicles_of
from etl.history import check_history
from etl.observations import Observation
from etl.past import earlier_reports
from tests.etl.laporan import Remembered, as_reported, frames, places, tables

EIGHT = {
    "wajib_ktp": 1_000, "sudah_rekam": 980, "prr": 4, "sisa_suket": 3, "sisa_blangko": 200, "anak_0_17": 400,
    "kia": 210, "akta_0_18": 390,
}  # fmt: skip


def earlier(
    *rows: Mapping[str, object], day: date = date(2026, 10, 15), simulasi: bool = False
) -> dict[str, pd.DataFrame]:
    """The ledger's rows as `Ledger.reported` gives them, all for one day."""
    dated = [{"tanggal": day, "tanggal_awal": day} | dict(row) for row in rows]
    return {name: as_reported(name, frame, simulasi=simulasi) for name, frame in frames(*dated).items()}


def observed(
    *rows: Mapping[str, object], history: Mapping[str, pd.DataFrame], simulasi: bool = False
) -> tuple[Observation, ...]:
    own = tables(*rows)
    past = earlier_reports(Remembered(history), own, simulasi=simulasi)
    return tuple(check_history(chronicles_of(own, past), places=places("wajib_ktp", "sudah_rekam")))


def rules(observations: tuple[Observation, ...]) -> list[str]:
    return [each.finding.rule for each in observations]


def test_recordings_that_fall_ask_for_the_reason() -> None:
    [observation] = observed({"sudah_rekam": 979}, history=earlier({"sudah_rekam": 980}))
    finding = observation.finding
    assert (finding.rule, finding.severity, finding.cell) == ("perekaman_turun", Severity.WARNING, "B2")
    assert "turun dari 980 (15 Oktober 2026) menjadi 979" in finding.message
    assert observation.rows == {("Data", 2)}


@pytest.mark.parametrize("now", [980, 981])
def test_recordings_that_stand_or_rise_are_silent(now: int) -> None:
    assert observed({"sudah_rekam": now}, history=earlier({"sudah_rekam": 980})) == ()


def test_the_last_known_value_counts_and_a_later_blank_does_not_hide_it() -> None:
    history = earlier({"sudah_rekam": 990}, {"sudah_rekam": 980}, {"sudah_rekam": None})
    assert observed({"sudah_rekam": 980}, history=history) == ()
    assert rules(observed({"sudah_rekam": 979}, history=history)) == ["perekaman_turun"]


def test_a_later_report_is_not_the_past_of_an_earlier_one() -> None:
    history = earlier({"sudah_rekam": 999}, day=date(2026, 11, 15))
    assert observed({"sudah_rekam": 980}, history=history) == ()


def test_a_correction_of_the_same_day_is_not_compared_with_what_it_corrects() -> None:
    history = earlier({"sudah_rekam": 999}, day=date(2026, 10, 31))
    assert observed({"sudah_rekam": 980}, history=history) == ()


def test_another_region_s_past_does_not_matter() -> None:
    history = earlier({"sudah_rekam": 999, "kode_wilayah": "33.74"})
    assert observed({"sudah_rekam": 980}, history=history) == ()


def test_earlier_rows_of_the_same_file_are_the_past_too() -> None:
    first = {"sudah_rekam": 980, "tanggal": date(2026, 10, 1), "tanggal_awal": date(2026, 10, 1)}
    second = {"sudah_rekam": 970, "tanggal": date(2026, 10, 2), "tanggal_awal": date(2026, 10, 2)}
    [observation] = observed(first, second, history={})
    assert (observation.finding.rule, observation.rows) == ("perekaman_turun", {("Data", 3)})


@pytest.mark.parametrize("past", [True, False])
@pytest.mark.parametrize("own", [True, False])
def test_a_simulated_report_has_a_simulated_past_and_a_real_one_a_real_past(past: bool, own: bool) -> None:
    history = earlier({"sudah_rekam": 980}, simulasi=past)
    found = observed({"sudah_rekam": 979}, history=history, simulasi=own)
    assert rules(found) == (["perekaman_turun"] if past is own else [])


@pytest.mark.parametrize(
    ("now", "warns"), [(101_000, False), (101_001, True), (99_000, False), (98_999, True)]
)
def test_a_denominator_may_move_one_percent_between_two_dkb(now: int, warns: bool) -> None:
    found = observed({"wajib_ktp": now}, history=earlier({"wajib_ktp": 100_000}))
    assert rules(found) == (["wajib_ktp_berubah"] if warns else [])


@pytest.mark.parametrize(
    ("before", "after", "warns"),
    [
        (date(2026, 6, 15), date(2026, 6, 30), False),
        (date(2026, 6, 30), date(2026, 7, 15), False),
        (date(2025, 12, 15), date(2026, 1, 15), False),
        (date(2026, 7, 15), date(2026, 12, 15), True),
        (date(2026, 1, 15), date(2026, 6, 15), True),
    ],
)
def test_a_new_dkb_explains_a_new_denominator(before: date, after: date, warns: bool) -> None:
    row = {"wajib_ktp": 150_000, "tanggal": after, "tanggal_awal": after}
    found = observed(row, history=earlier({"wajib_ktp": 100_000}, day=before))
    assert rules(found) == (["wajib_ktp_berubah"] if warns else [])


def test_eight_equal_figures_look_like_the_last_report_once_more() -> None:
    [observation] = observed(EIGHT, history=earlier(EIGHT))
    assert observation.finding.rule == "kemungkinan_salinan"
    assert (
        "8 angka Kabupaten Cilacap sama persis dengan laporan 15 Oktober 2026" in observation.finding.message
    )
    assert observation.rows == {("Data", 2)}


def test_one_figure_that_differs_makes_it_another_report() -> None:
    assert observed(EIGHT | {"sisa_blangko": 199}, history=earlier(EIGHT)) == ()


def test_seven_equal_figures_are_too_few() -> None:
    assert observed(EIGHT | {"kia": None}, history=earlier(EIGHT)) == ()


def test_figures_that_are_zero_both_times_are_no_sign_of_a_copy() -> None:
    flows = (
        "rekam_baru",
        "cetak_ktp",
        "cetak_prr",
        "nik_baru",
        "cetak_kk",
        "pindah",
        "datang",
        "akta_kematian",
    )
    quiet = dict.fromkeys(flows, 0)
    assert observed(quiet, history=earlier(quiet)) == ()


def test_a_report_is_compared_with_the_latest_one_that_has_enough_in_common() -> None:
    daily = earlier({"rekam_baru": 5}, day=date(2026, 10, 30))
    form = earlier(EIGHT)
    history = form | {"perekaman": pd.concat([each["perekaman"] for each in (form, daily)])}
    assert rules(observed(EIGHT, history=history)) == ["kemungkinan_salinan"]

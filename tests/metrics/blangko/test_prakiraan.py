"""The outlook of blank cards, from reports to colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data_contracts.aturan import Rules, default_rules
from data_contracts.catalogue import load_holidays, load_register
from data_contracts.periode import Periode
from metrics.blangko.keadaan import COLOURS, states
from metrics.blangko.laporan import Reported, read_reported
from metrics.blangko.pemerataan import equal_run_out, holdings_of
from metrics.blangko.prakiraan import OUTLOOK_TYPES, blangko_outlook
from tests.metrics.blangko.contoh import (
    BEKASI,
    BLORA,
    KUDUS,
    PATI,
    Row,
    flow,
    formula,
    later,
    position,
    reported,
    working,
)
from tests.metrics.reports import Reports, row

NOW = Periode(2026, 10, 2)
END = NOW.end
RULES = replace(default_rules(), simulasi_ulangan=500)


def outlook(known: Reported, *, places: tuple[str, ...] = (KUDUS,), rules: Rules = RULES) -> pd.DataFrame:
    return blangko_outlook(known, places=places, periods=(NOW,), rules=rules, holidays=load_holidays())


def one(known: Reported, *, rules: Rules = RULES) -> pd.Series[Any]:
    return outlook(known, rules=rules).iloc[0]


def daily(wilayah: str, counts: list[int], **same: int) -> list[Row]:
    """The last working days of the half-month with these prints."""
    days = working(date(2026, 8, 1), END)[-len(counts) :]
    return [flow(wilayah, day, day, cetak_ktp=count, **same) for day, count in zip(days, counts, strict=True)]


def stocked(wilayah: str, stock: int | None, **more: int) -> Row:
    return position(wilayah, END, sisa_blangko=stock, **more)


UNEVEN = [120, 0, 340, 90, 410, 75, 260, 130, 505, 60, 95, 310, 180, 20, 440, 205, 77, 150, 260, 33]


def test_blora_uses_700_a_day_and_2000_cards_last_into_the_third_day() -> None:
    found = outlook(
        reported(cards=[stocked(BLORA, 2000)], flows=daily(BLORA, [700] * 20)), places=(BLORA,)
    ).iloc[0]
    assert (found["use"], found["n_use_days"]) == (700, 20)
    assert found["cover"] == pytest.approx(2000 / 700)
    third = pd.Timestamp(later(END, 3))
    assert (found["runs_out_first"], found["runs_out_last"]) == (third, third)
    assert found["next_delivery"] == pd.Timestamp(later(END, 10))
    assert (found["colour"], found["binding"], found["delivery_basis"]) == ("merah", "blangko", "pengaturan")
    assert found["reason"] == (
        "habis 4 November 2026, sebelum kiriman berikutnya 13 November 2026 (menurut pengaturan)"
    )


def test_kota_bekasi_2017_lacks_99_000_cards_for_those_ready() -> None:
    day = date(2017, 8, 31)
    known = reported(
        cards=[position(BEKASI, day, sisa_blangko=1000)], recordings=[position(BEKASI, day, prr=100_000)]
    )
    found = blangko_outlook(
        known, places=(BEKASI,), periods=(Periode.of(day),), rules=RULES, holidays=load_holidays()
    ).iloc[0]
    assert (found["demand"], found["shortage"]) == (100_000, 99_000)
    assert found["demand_missing"] == "Suket yang harus ditukar, perekaman baru, penggantian"
    assert found["demand_sentence"].endswith("Antrean siap cetak saja menghabiskan stok seketika.")
    assert found["colour"] == "abu-abu"


@pytest.mark.parametrize(
    ("stock", "flows", "cover", "reason"),
    [
        (None, daily(KUDUS, [50] * 20), None, "sisa blangko tidak dilaporkan"),
        (0, [], 0, "blangko habis per 31 Oktober 2026"),
        (0, daily(KUDUS, [50] * 20), 0, "blangko habis per 31 Oktober 2026"),
        (500, [], None, "jumlah kartu tercetak tidak dilaporkan dalam 8 minggu terakhir"),
        (
            500,
            [flow(KUDUS, NOW.start, END, cetak_ktp=0)],
            None,
            "tidak ada kartu tercetak dalam 8 minggu terakhir",
        ),
    ],
)
def test_what_is_said_where_no_run_can_be_drawn(
    stock: int | None, flows: list[Row], cover: int | None, reason: str
) -> None:
    found = one(reported(cards=[stocked(KUDUS, stock)], flows=flows))
    assert found["reason"] == reason
    assert (None if pd.isna(found["cover"]) else found["cover"]) == cover
    assert found["colour"] == ("merah" if stock == 0 else "abu-abu")
    if stock == 0:
        assert found["runs_out_first"] == found["runs_out_last"] == pd.Timestamp(END)
        assert found["dry_before_delivery"] == 100
    else:
        assert pd.isna(found["runs_out_first"])


def test_one_known_day_gives_one_date_and_says_that_it_is_one_day() -> None:
    found = one(reported(cards=[stocked(KUDUS, 1000)], flows=daily(KUDUS, [90])))
    day = pd.Timestamp(later(END, 12))
    assert (found["runs_out_first"], found["runs_out_last"], found["n_use_days"]) == (day, day, 1)
    assert found["colour"] == "jingga"
    assert "hanya dari 1 hari pemakaian" in found["reason"]


def test_where_nothing_at_all_was_reported_there_still_is_a_row() -> None:
    found = outlook(reported(), places=(KUDUS, PATI))
    assert found["wilayah"].tolist() == [KUDUS, PATI]
    assert found["colour"].tolist() == ["abu-abu"] * 2
    assert found["demand"].isna().all()
    assert list(found.columns) == list(OUTLOOK_TYPES)


def test_the_same_seed_gives_the_same_interval_whatever_other_regencies_report() -> None:
    own = daily(KUDUS, UNEVEN)
    first = one(reported(cards=[stocked(KUDUS, 4000)], flows=own))
    other = reported(
        cards=[stocked(KUDUS, 4000), stocked(PATI, 77)], flows=[*own, *daily(PATI, [9, 4, 31] * 5)]
    )
    again = outlook(other, places=(PATI, KUDUS)).iloc[1]
    names = ["runs_out_first", "runs_out_last", "dry_before_delivery", "use"]
    assert first[names].tolist() == again[names].tolist()
    assert first["runs_out_first"] < first["runs_out_last"]
    moved = one(reported(cards=[stocked(KUDUS, 4000)], flows=own), rules=replace(RULES, simulasi_benih=5))
    assert moved["dry_before_delivery"] != first["dry_before_delivery"] or (
        moved[names].tolist() != first[names].tolist()
    )


def test_more_cards_end_later() -> None:
    ends = [
        one(reported(cards=[stocked(KUDUS, stock)], flows=daily(KUDUS, UNEVEN)))
        for stock in (0, 100, 1000, 3000, 9000)
    ]
    firsts = [found["runs_out_first"] for found in ends]
    assert firsts == sorted(set(firsts))
    assert [found["runs_out_last"] for found in ends] == sorted(found["runs_out_last"] for found in ends)


def test_a_wider_interval_holds_a_narrower_one() -> None:
    known = reported(cards=[stocked(KUDUS, 4000)], flows=daily(KUDUS, UNEVEN))
    narrow, wide = (one(known, rules=replace(RULES, blangko_selang_persen=share)) for share in (50, 95))
    assert (
        wide["runs_out_first"] <= narrow["runs_out_first"] <= narrow["runs_out_last"] <= wide["runs_out_last"]
    )
    assert wide["runs_out_first"] < wide["runs_out_last"]


def test_an_office_that_prints_on_fewer_than_half_of_its_days_still_runs_out() -> None:
    """Stretches of five days hold 100 or 100 at both ends: three hundred go in 6 days at the earliest (two
    such stretches, one behind the other), and in 15 at the latest.
    """
    left = [position(KUDUS, day, sisa_blangko=400) for day in working(date(2026, 9, 1), END)]
    flows = daily(KUDUS, [0, 0, 0, 100] * 5)
    found = one(reported(cards=[*left, stocked(KUDUS, 300)], flows=flows))
    assert (found["use"], pd.isna(found["cover"])) == (0, True)
    earliest, latest = pd.Timestamp(later(END, 6)), pd.Timestamp(later(END, 15))
    assert earliest <= found["runs_out_first"] < found["runs_out_last"] <= latest
    assert found["colour"] in {"merah", "jingga"}


@pytest.mark.parametrize(("stock", "percent"), [(900, 100), (901, 0), (1000, 0)])
def test_the_day_of_the_delivery_itself_is_not_before_it(stock: int, percent: int) -> None:
    """100 a day, the delivery on the tenth."""
    found = one(reported(cards=[stocked(KUDUS, stock)], flows=daily(KUDUS, [100] * 20)))
    assert found["dry_before_delivery"] == percent


def test_replacements_may_be_reported_by_their_reasons_all_of_them() -> None:
    reasons = {"cetak_hilang": 11, "cetak_rusak": 22, "cetak_perubahan": 33}
    whole = one(reported(flows=[flow(KUDUS, NOW.start, END, **reasons)]))
    assert whole["expected_replacements"] == 60  # 66 on eleven working days
    del reasons["cetak_rusak"]
    assert pd.isna(one(reported(flows=[flow(KUDUS, NOW.start, END, **reasons)]))["expected_replacements"])


def test_a_report_that_had_not_ended_on_the_data_date_says_nothing_of_it() -> None:
    known = reported(
        cards=[position(KUDUS, date(2026, 10, 20), sisa_blangko=500)],
        flows=[flow(KUDUS, NOW.start, END, cetak_ktp=990)],
    )
    found = one(known)
    assert found["tanggal_data"] == pd.Timestamp(2026, 10, 20)
    assert (found["n_use_days"], found["colour"]) == (0, "abu-abu")


def test_the_outlook_says_who_could_lend_to_whom() -> None:
    known = reported(
        cards=[stocked(KUDUS, 8000), stocked(PATI, 4000), stocked(BLORA, 9000)],
        flows=[*daily(KUDUS, [100] * 20), *daily(PATI, [300] * 20)],
    )
    holdings = holdings_of(outlook(known, places=(KUDUS, PATI, BLORA)), register=load_register())
    found = equal_run_out(holdings, box=RULES.blangko_kotak, smallest=RULES.blangko_kiriman_terkecil)
    assert [(each.giver.kode, each.receiver.kode, each.count) for each in found.transfers] == [
        (KUDUS, PATI, 5000)
    ]
    assert [wilayah.kode for wilayah, _ in found.left_out] == [BLORA]


def test_over_stock_is_measured_by_the_province() -> None:
    """5.000 / 50 = 100 days beside (5.000 + 2.000) / (50 + 200) = 28."""
    known = reported(
        cards=[stocked(KUDUS, 5000), stocked(PATI, 2000)],
        flows=[*daily(KUDUS, [50] * 20), *daily(PATI, [200] * 20)],
    )
    found = outlook(known, places=(KUDUS, PATI))
    assert found["province_cover"].tolist() == [28, 28]
    assert found["colour"].tolist() == ["ungu", "jingga"]
    assert found["reason"][0] == (
        "cukup untuk 100,0 hari kerja, lebih dari 2 kali provinsi (28,0 hari kerja)"
    )
    alone = outlook(known, places=(KUDUS,))
    assert alone["colour"].tolist() == ["aman"]


def test_all_half_months_at_once_have_the_colours_of_the_outlook() -> None:
    periods = Periode.range(Periode(2026, 7, 2), NOW)
    rng = np.random.default_rng(3)
    places = tuple(f"33.{number:02d}" for number in range(1, 15))
    cards, flows = [], []
    for kode in places:
        for periode in periods:
            span = flow(kode, periode.start, periode.end)
            flows.append(
                {**span, "cetak_ktp": int(rng.integers(0, 3000)), "blangko_diterima": int(rng.integers(0, 2))}
            )
            cards.append(position(kode, periode.end, sisa_blangko=int(rng.integers(0, 12) ** 4)))
    known = reported(cards=cards, flows=flows)
    told = blangko_outlook(known, places=places, periods=periods, rules=RULES, holidays=load_holidays())
    found = states(known, places=places, periods=periods, rules=RULES, holidays=load_holidays())
    colours = [str(COLOURS[number]) for number in found.colour.T.ravel()]
    assert colours == told["colour"].tolist()
    assert set(colours) >= {"merah", "jingga", "ungu", "aman"}
    assert found.stock.T.ravel().tolist() == told["stock"].tolist()
    assert found.province_cover.tolist() == told["province_cover"].unique().tolist()


def test_cards_for_more_than_a_year_get_no_date() -> None:
    found = one(reported(cards=[stocked(KUDUS, 50_000)], flows=daily(KUDUS, [50] * 20)))
    assert pd.isna(found["runs_out_first"])
    assert (found["cover"], found["colour"]) == (1000, "aman")
    assert found["reason"].startswith("tidak habis dalam 260 hari kerja")


def test_a_history_of_deliveries_dates_the_next_and_says_what_it_would_change() -> None:
    """Every ten working days 2.000 cards; the last one five working days before the data date."""
    days = working(date(2026, 6, 1), END)
    came = days[-6::-10]
    flows = [*daily(KUDUS, [200] * 20), *(flow(KUDUS, day, day, blangko_diterima=2000) for day in came[:5])]
    merged = pd.DataFrame(flows).groupby(["kode_wilayah", "tanggal_awal", "tanggal"], as_index=False).first()
    rows = [
        {key: value for key, value in each.items() if not pd.isna(value)}
        for each in merged.to_dict("records")
    ]
    found = one(reported(cards=[stocked(KUDUS, 1400)], flows=rows))  # type: ignore[arg-type]
    assert (found["next_delivery"], found["delivery_basis"]) == (
        pd.Timestamp(later(END, 5)),
        "riwayat kiriman",
    )
    assert found["runs_out_first"] == pd.Timestamp(later(END, 7))
    assert found["with_delivery_first"] == pd.Timestamp(later(END, 17))
    assert (found["dry_before_delivery"], found["colour"]) == (0, "jingga")


def test_ribbon_may_end_before_the_cards() -> None:
    """From 90 % to 60 % in three working days: 60 % are gone in six; the cards last 20."""
    days = working(date(2026, 10, 1), END)[-4:]
    cards = [
        position(KUDUS, day, ribbon_persen=left) for day, left in zip(days, (90, 80, 70, 60), strict=True)
    ]
    cards[-1] = dict(cards[-1]) | {"sisa_blangko": 1000, "tanggal": END}
    found = one(reported(cards=cards, flows=daily(KUDUS, [50] * 20)))
    assert (found["binding"], found["binding_days"]) == ("ribbon", 6)
    assert found["reason"].endswith("ribbon habis lebih dahulu, dalam 6,0 hari kerja")


def test_demand_expects_recordings_and_replacements_at_the_pace_of_the_last_weeks() -> None:
    days = working(NOW.start, END)
    known = reported(
        cards=[stocked(KUDUS, 100)],
        flows=[flow(KUDUS, NOW.start, END, cetak_ktp=10, cetak_ganti=3 * len(days))],
        recordings=[position(KUDUS, END, prr=40)],
        new=[flow(KUDUS, NOW.start, END, rekam_baru=20 * len(days))],
        letters=[position(KUDUS, END, sisa_suket=15)],
    )
    found = one(known)
    assert (found["prr"], found["sisa_suket"]) == (40, 15)
    assert (found["expected_recordings"], found["expected_replacements"]) == (200, 30)
    assert (found["demand"], found["shortage"], found["demand_days"]) == (285, 185, 10)
    assert pd.isna(found["demand_missing"])


@pytest.mark.parametrize(("after", "expected"), [(1000 + 11 * 7, 70), (1000, 0), (990, None)])
def test_without_them_the_rise_of_those_recorded_speaks_and_a_fall_says_nothing(
    after: int, expected: int | None
) -> None:
    assert len(working(NOW.start, END)) == 11
    known = reported(
        recordings=[
            position(KUDUS, NOW.previous().end, sudah_rekam=1000),
            position(KUDUS, END, sudah_rekam=after),
        ]
    )
    found = one(known)["expected_recordings"]
    assert (None if pd.isna(found) else found) == expected


def test_the_last_report_of_each_half_month_speaks_and_nothing_told_later_is_known_yet() -> None:
    earlier = NOW.previous()
    known = reported(
        cards=[
            position(KUDUS, earlier.end - timedelta(days=3), sisa_blangko=900),
            position(KUDUS, earlier.end - timedelta(days=1), sisa_blangko=700),
            position(KUDUS, earlier.end, sisa_blangko=None),
            stocked(KUDUS, 300),
        ],
        flows=[
            flow(KUDUS, earlier.previous().start, earlier.previous().end, cetak_ktp=11 * 30),
            flow(KUDUS, NOW.start, END, cetak_ktp=11 * 90),
        ],
    )
    found = blangko_outlook(
        known, places=(KUDUS,), periods=(earlier, NOW), rules=RULES, holidays=load_holidays()
    )
    assert found["stock"].tolist() == [700, 300]
    assert found["tanggal_data"].tolist() == [pd.Timestamp(2026, 10, 14), pd.Timestamp(END)]
    assert found["use"].tolist() == [30, 60]  # the median of eleven days at 30 and eleven at 90


def test_from_real_reports_in_the_marts(reports: Reports) -> None:
    for periode in Periode.range(Periode(2026, 9, 1), NOW):
        n_days = len(working(periode.start, periode.end))
        reports.send(
            row(
                KUDUS,
                periode.end,
                awal=periode.start,
                sisa_blangko=900,
                cetak_ktp=60 * n_days,
                cetak_ganti=n_days,
                prr=25,
                rekam_baru=2 * n_days,
                sisa_suket=4,
            ),
            row(PATI, periode.end, awal=periode.start, sisa_blangko=0),
        )
    known = read_reported(reports.marts(), formula=formula(), first=NOW, last=NOW)
    found = outlook(known, places=(KUDUS, PATI))
    kudus, pati = (found.iloc[number] for number in range(2))
    assert (kudus["use"], kudus["cover"], kudus["colour"]) == (60, 15, "jingga")
    assert kudus["runs_out_first"] == pd.Timestamp(later(END, 15))
    assert (kudus["demand"], pati["colour"]) == (25 + 4 + 20 + 10, "merah")
    assert np.isclose(kudus["province_cover"], 15)

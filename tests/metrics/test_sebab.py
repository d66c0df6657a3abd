"""A change of coverage is split into causes that add up to the last digit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from metrics.perubahan_cakupan import coverage_changes, split_rows
from metrics.sebab import Cause, End, Split, split, together
from tests.metrics.reports import KUDUS, NOW, PATI, PROVINCE, Reports, row

MID, LATE = date(2026, 10, 15), date(2026, 10, 31)
PERIODE = Periode(2026, 10, 2)


def end(day: date, recorded: int, obliged: int, basis: str | None = None) -> End:
    return End(day=day, recorded=recorded, obliged=obliged, basis=basis)


def people(found: Split, cause: Cause) -> tuple[int, int]:
    (part,) = (part for part in found.parts if part.cause is cause)
    return part.recorded, part.obliged


def points(found: Split, cause: Cause) -> Fraction:
    (part,) = (part for part in found.parts if part.cause is cause)
    return found.points_of(part)


def test_recordings_raise_and_17_year_olds_lower_coverage() -> None:
    found = split(
        KUDUS,
        end(MID, 980, 1_000),
        end(LATE, 1_000, 1_030),
        flows={Cause.PEREKAMAN: 20, Cause.PEMULA: 30},
    )
    # By hand: (20 * 1000 - 0) / (1000 * 1030) and (0 - 980 * 30) / (1000 * 1030), in points.
    assert points(found, Cause.PEREKAMAN) == Fraction(100 * 20, 1_030)
    assert points(found, Cause.PEMULA) == Fraction(-100 * 980 * 30, 1_000 * 1_030)
    assert people(found, Cause.TIDAK_DIJELASKAN) == (0, 0)
    assert found.points == 100 * (Fraction(1_000, 1_030) - Fraction(980, 1_000))
    assert found.sentence.startswith("Cakupan turun 0,91 poin sejak 15 Oktober 2026: pemula")


def test_what_was_not_reported_is_not_explained_and_says_so() -> None:
    found = split(KUDUS, end(MID, 980, 1_000), end(LATE, 1_000, 1_030), flows={Cause.PEREKAMAN: None})
    assert people(found, Cause.TIDAK_DIJELASKAN) == (20, 30)
    assert [part.is_reported for part in found.parts[:2]] == [False, False]


@pytest.mark.parametrize(
    ("before", "after", "dkb"),
    [
        (end(date(2026, 6, 15), 980, 1_000), end(date(2026, 6, 30), 980, 1_020), 20),
        (end(MID, 980, 1_000), end(LATE, 980, 1_020), 0),
        (end(MID, 980, 1_000, "DKB 2026-06-30"), end(LATE, 980, 1_020), 0),
        (end(MID, 980, 1_000), end(LATE, 980, 1_020, "DKB 2026-06-30"), 0),
        (end(date(2026, 6, 15), 980, 1_000), end(date(2026, 6, 30), 980, 1_020, "DKB 2026-06-30"), 20),
        (end(MID, 980, 1_000, "Berjalan 2026-10-15"), end(LATE, 980, 1_020, "Berjalan 2026-10-31"), 0),
        (end(date(2026, 12, 31), 980, 1_000), end(date(2027, 1, 15), 980, 1_020), 0),
        (end(date(2026, 12, 15), 980, 1_000), end(date(2027, 1, 15), 980, 1_020), 20),
        (end(MID, 980, 1_000, "DKB 2025-12-31"), end(LATE, 980, 1_020, "DKB 2026-06-30"), 20),
        (end(date(2026, 6, 15), 980, 1_000, "berjalan"), end(date(2026, 7, 15), 980, 1_020, "berjalan"), 0),
    ],
)
def test_a_moved_denominator_is_the_new_dkb_where_there_is_one(before: End, after: End, dkb: int) -> None:
    found = split(KUDUS, before, after, flows={})
    assert people(found, Cause.DKB) == (0, dkb)
    assert people(found, Cause.TIDAK_DIJELASKAN) == (0, 20 - dkb)


def test_a_frozen_denominator_knows_nothing_of_those_who_came_of_age() -> None:
    found = split(
        KUDUS, end(MID, 980, 1_000), end(LATE, 990, 1_000), flows={Cause.PEREKAMAN: 10, Cause.PEMULA: 40}
    )
    assert people(found, Cause.PEMULA) == (0, 0)
    assert people(found, Cause.TIDAK_DIJELASKAN) == (0, 0)


@pytest.mark.parametrize(
    ("basis", "explains"), [(None, True), ("berjalan 2026-10-31", True), ("DKB 2026-06-30", False)]
)
def test_flows_that_cancel_out_explain_a_count_that_moves_and_not_one_that_is_frozen(
    basis: str | None, explains: bool
) -> None:
    found = split(
        KUDUS,
        end(MID, 980, 1_000, basis),
        end(LATE, 980, 1_000, basis),
        flows={Cause.PEMULA: 30, Cause.MENINGGAL: 30},
    )
    assert people(found, Cause.PEMULA) == (0, 30 if explains else 0)
    assert people(found, Cause.MENINGGAL) == (0, -30 if explains else 0)


def test_a_running_count_that_stood_still_while_people_came_is_not_explained() -> None:
    names = ("berjalan 2026-10-15", "berjalan 2026-10-31")
    found = split(
        KUDUS, end(MID, 980, 1_000, names[0]), end(LATE, 980, 1_000, names[1]), flows={Cause.PEMULA: 30}
    )
    assert people(found, Cause.TIDAK_DIJELASKAN) == (0, -30)


def test_the_sentence_names_what_was_not_reported_of_what_is_left() -> None:
    ends = end(MID, 980, 1_000), end(LATE, 1_000, 1_030)
    told = dict.fromkeys((Cause.MENINGGAL, Cause.PINDAH, Cause.DATANG), 0)
    lacking = split(KUDUS, *ends, flows={Cause.PEREKAMAN: 20, Cause.PEMULA: None, **told})
    assert lacking.sentence.endswith("Tidak dilaporkan untuk seluruh waktu itu: pemula dan yang menikah.")
    whole = split(KUDUS, *ends, flows={Cause.PEREKAMAN: 20, Cause.PEMULA: 30, **told})
    assert "Tidak dilaporkan" not in whole.sentence


counts = st.integers(0, 2_000_000)
flows = st.dictionaries(
    st.sampled_from([Cause.PEREKAMAN, Cause.PEMULA, Cause.MENINGGAL, Cause.PINDAH, Cause.DATANG]),
    st.one_of(st.none(), st.integers(0, 50_000)),
)
ends = st.builds(
    End,
    day=st.just(MID),
    recorded=counts,
    obliged=st.integers(1, 2_000_000),
    basis=st.sampled_from([None, "DKB A", "DKB B"]),
)


@given(st.lists(st.tuples(ends, ends, flows), min_size=1, max_size=4))
def test_the_parts_add_up_exactly_for_each_place_and_for_all_together(
    drawn: list[tuple[End, End, dict[Cause, int | None]]],
) -> None:
    splits = [split(KUDUS, before, after, flows=told) for before, after, told in drawn]
    for own in (*splits, together(PROVINCE, splits)):
        assert sum(own.points_of(part) for part in own.parts) == own.points
        gained = own.after.recorded * own.before.obliged - own.before.recorded * own.after.obliged
        assert sum(own.numerator_of(part) for part in own.parts) == gained
        assert sum(part.recorded for part in own.parts) == own.after.recorded - own.before.recorded
        assert sum(part.obliged for part in own.parts) == own.after.obliged - own.before.obliged


@given(ends, ends, flows, st.integers(0, 6))
def test_printed_parts_add_up_to_the_printed_change_and_none_is_off_by_a_whole_digit(
    before: End, after: End, told: dict[Cause, int | None], decimals: int
) -> None:
    own = split(KUDUS, before, after, flows=told)
    printed = own.rounded_points(decimals=decimals)
    assert abs(sum(printed) - own.points) * 10**decimals <= Fraction(1, 2)
    for part, shown in zip(own.parts, printed, strict=True):
        assert abs(shown - own.points_of(part)) * 10**decimals < 1


def test_a_half_in_the_last_digit_is_printed_away_from_zero() -> None:
    for after, total in ((1_001, Fraction(1, 100)), (999, Fraction(-1, 100))):
        own = split(KUDUS, end(MID, 1_000, 20_000), end(LATE, after, 20_000), flows={})
        assert own.points == Fraction(after - 1_000, 200)
        assert sum(own.rounded_points(decimals=2)) == total


def test_the_province_stands_over_those_who_reported_at_both_ends(reports: Reports) -> None:
    reports.send(
        row(KUDUS, MID, sudah_rekam=900, wajib_ktp=1_000),
        row(PATI, MID, sudah_rekam=500, wajib_ktp=1_000),
    )
    reports.send(row(KUDUS, LATE, awal=date(2026, 10, 16), sudah_rekam=930, wajib_ktp=1_000, rekam_baru=30))
    province, kudus = coverage_changes(reports.marts(), periode=PERIODE, now=NOW)
    assert (province.wilayah, province.n, province.points) == (PROVINCE, 1, 3)
    assert points(kudus, Cause.PEREKAMAN) == 3
    rows = split_rows((province, kudus))
    assert rows.groupby("wilayah")["points"].sum().tolist() == [3.0, 3.0]
    assert set(rows["denominator"]) == {1_000 * 1_000}
    assert rows.groupby("wilayah")["numerator"].sum().tolist() == [30_000, 30_000]
    # What the others would have told is missing, not zero.
    own = rows[rows["wilayah"] == KUDUS].set_index("cause")
    lacking = own[~own["is_reported"]]
    assert set(lacking.index) == {
        Cause.PEMULA,
        Cause.MENINGGAL,
        Cause.PINDAH,
        Cause.DATANG,
    }
    assert lacking[["recorded", "obliged", "numerator", "points"]].isna().all(axis=None)
    ends = ["recorded_since", "obliged_since", "recorded_until", "obliged_until"]
    assert rows[ends].drop_duplicates().to_numpy().tolist() == [[900, 1_000, 930, 1_000]]


@pytest.mark.parametrize(
    ("intervals", "told"),
    [
        ([(16, 31, 30)], 30),
        ([(16, 20, 10), (21, 31, 20)], 30),
        ([(16, 20, 10), (22, 31, 20)], None),
        ([(10, 31, 30)], None),
        ([(16, 31, 30), (16, 20, 10)], 30),
        ([(16, 20, 10), (16, 25, 14), (21, 31, 20)], 30),
        ([(16, 20, 10), (21, 25, 4), (16, 25, 15), (26, 31, 6)], 21),
        ([(16, 20, 10), (20, 31, 20)], None),
        ([(16, 20, 10), (21, 30, 20)], None),
    ],
)
def test_a_flow_counts_only_where_its_intervals_cover_the_time_exactly(
    reports: Reports, intervals: list[tuple[int, int, int]], told: int | None
) -> None:
    reports.send(row(KUDUS, MID, sudah_rekam=900, wajib_ktp=1_000))
    reports.send(row(KUDUS, LATE, sudah_rekam=930, wajib_ktp=1_000))
    for first, last, number in intervals:
        reports.send(
            row(KUDUS, date(2026, 10, last), awal=date(2026, 10, first), rekam_baru=number),
        )
    _, kudus = coverage_changes(reports.marts(), periode=PERIODE, now=NOW)
    assert people(kudus, Cause.PEREKAMAN) == (told or 0, 0)
    assert kudus.parts[0].is_reported == (told is not None)


def test_nothing_to_compare_is_no_change_and_a_wrong_order_is_refused(reports: Reports) -> None:
    reports.send(row(KUDUS, LATE, sudah_rekam=930, wajib_ktp=1_000))
    assert coverage_changes(reports.marts(), periode=PERIODE, now=NOW) == ()
    with pytest.raises(UsageError, match="sebelum"):
        coverage_changes(reports.marts(), periode=PERIODE, since=PERIODE, now=NOW)
    with pytest.raises(UsageError):
        together(PROVINCE, [])


def test_a_change_over_several_half_months_takes_the_flows_of_all_of_them(reports: Reports) -> None:
    for first, last, recorded, new in (
        (date(2026, 9, 16), date(2026, 9, 30), 900, 5),
        (date(2026, 10, 1), MID, 910, 10),
        (date(2026, 10, 16), LATE, 930, 20),
    ):
        reports.send(row(KUDUS, last, awal=first, sudah_rekam=recorded, wajib_ktp=1_000, rekam_baru=new))
    found = coverage_changes(reports.marts(), periode=PERIODE, since=Periode(2026, 9, 2), now=NOW)
    assert people(found[1], Cause.PEREKAMAN) == (30, 0)
    assert people(found[1], Cause.TIDAK_DIJELASKAN) == (0, 0)

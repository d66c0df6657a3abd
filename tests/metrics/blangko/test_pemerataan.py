"""Equal run-out: who lends to whom, and how it is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.catalogue import load_register
from data_contracts.wilayah import Wilayah
from metrics.blangko.pemerataan import Evening, Holding, distance_km, equal_run_out
from metrics.blangko.surat import transfer_letter

REGISTER = load_register()
KUDUS, PATI, JEPARA, CILACAP, BLORA = (
    REGISTER.get(kode) for kode in ("33.19", "33.18", "33.20", "33.01", "33.16")
)


def plan(*holdings: tuple[Wilayah, int | None, float | None], box: int = 500, smallest: int = 500) -> Evening:
    known = [Holding(wilayah=wilayah, stock=stock, use=use) for wilayah, stock, use in holdings]
    return equal_run_out(known, box=box, smallest=smallest)


def moves(found: Evening) -> list[tuple[str, str, int]]:
    return [(each.giver.nama_pendek, each.receiver.nama_pendek, each.count) for each in found.transfers]


def test_two_regencies_end_on_the_same_day() -> None:
    """T = 12.000 / 400 = 30 days; Kudus keeps 100 * 30 = 3.000 of 8.000."""
    found = plan((KUDUS, 8000, 100), (PATI, 4000, 300))
    assert found.days == 30
    assert found.spare == {"33.19": 5000, "33.18": -5000}
    assert moves(found) == [("Kudus", "Pati", 5000)]


def test_whole_boxes_and_never_more_than_can_be_spared() -> None:
    """T = 10.000 / 300 = 33,33; Kudus can spare 4.666,7: nine boxes, not ten."""
    assert moves(plan((KUDUS, 8000, 100), (PATI, 2000, 200))) == [("Kudus", "Pati", 4500)]


def test_the_nearest_giver_comes_first() -> None:
    """Kudus needs 6.000; Pati, next to it, spares 2.000, Cilacap at the other end 4.000."""
    found = plan((CILACAP, 7000, 100), (PATI, 5000, 100), (KUDUS, 0, 200))
    assert found.days == 30
    assert moves(found) == [("Pati", "Kudus", 2000), ("Cilacap", "Kudus", 4000)]


def test_the_emptiest_is_served_first() -> None:
    """T = 10; Jepara has nothing at all, Pati five days; Kudus spares what both need."""
    found = plan((KUDUS, 3500, 200), (PATI, 500, 100), (JEPARA, 0, 100))
    assert moves(found) == [("Kudus", "Jepara", 1000), ("Kudus", "Pati", 500)]


def test_a_need_is_rounded_to_the_nearest_box() -> None:
    """T = 20; Kudus spares 1.600, three boxes; the others need 800 each: two boxes, and the one left over."""
    found = plan((KUDUS, 3600, 100), (PATI, 1200, 100), (JEPARA, 1200, 100))
    assert moves(found) == [("Kudus", "Pati", 1000), ("Kudus", "Jepara", 500)]


@pytest.mark.parametrize(("smallest", "expected"), [(500, [("Kudus", "Pati", 500)]), (501, [])])
def test_small_pairs_are_skipped(smallest: int, expected: list[tuple[str, str, int]]) -> None:
    """T = 15; Kudus spares 500."""
    assert moves(plan((KUDUS, 2000, 100), (PATI, 1000, 100), smallest=smallest)) == expected


def test_who_reports_no_stock_or_no_use_stays_out_and_is_named() -> None:
    found = plan(
        (KUDUS, 8000, 100), (PATI, 4000, 300), (BLORA, 9000, None), (JEPARA, None, 50), (CILACAP, 9, 0)
    )
    assert found.days == 30
    assert [(wilayah.nama_pendek, reason) for wilayah, reason in found.left_out] == [
        ("Blora", "kartu tercetak tidak dilaporkan"),
        ("Jepara", "sisa blangko tidak dilaporkan"),
        ("Cilacap", "tidak ada kartu tercetak"),
    ]


def test_nobody_to_even_out() -> None:
    found = plan((KUDUS, None, None))
    assert (found.days, found.transfers, found.spare) == (None, (), {})
    assert plan((KUDUS, 5000, 10)).transfers == ()


@given(
    st.lists(
        st.tuples(st.integers(min_value=0, max_value=40_000), st.integers(min_value=1, max_value=900)),
        min_size=1,
        max_size=35,
    ),
    st.sampled_from([1, 100, 500]),
)
def test_cards_are_conserved_and_nobody_gives_more_than_he_can_spare(
    figures: list[tuple[int, int]], box: int
) -> None:
    places = REGISTER.kabkota
    found = plan(*((places[index], stock, use) for index, (stock, use) in enumerate(figures)), box=box)
    assert sum(found.spare.values()) == pytest.approx(0, abs=1e-6)
    after = {places[index].kode: stock for index, (stock, _) in enumerate(figures)}
    given_away: dict[str, int] = {}
    for each in found.transfers:
        after[each.giver.kode] -= each.count
        after[each.receiver.kode] += each.count
        given_away[each.giver.kode] = given_away.get(each.giver.kode, 0) + each.count
        assert each.count % box == 0
        assert each.count >= 500
        assert found.spare[each.receiver.kode] < 0
    assert sum(after.values()) == sum(stock for stock, _ in figures)
    assert min(after.values()) >= 0
    assert all(count <= found.spare[kode] + 1e-6 for kode, count in given_away.items())


def test_distance_along_the_globe() -> None:
    """Kudus to Cilacap: about 210 km as the crow flies; a degree of latitude is 111,2 km."""
    assert distance_km(KUDUS, KUDUS) == 0
    apart = distance_km(KUDUS, CILACAP)
    assert apart is not None
    assert 180 < apart < 230
    assert apart == distance_km(CILACAP, KUDUS)
    assert distance_km(KUDUS, replace(CILACAP, lintang=None)) is None


def test_the_letter_asks_for_each_move_and_names_who_is_left_out() -> None:
    found = plan((KUDUS, 8000, 100), (PATI, 4000, 300), (BLORA, 9000, None))
    letter = transfer_letter(found, as_of=date(2026, 10, 31))
    away = round(distance_km(KUDUS, PATI) or 0)
    assert letter.title == "Permohonan pemindahan blangko KTP-el antardaerah"
    assert letter.lines[0] == (
        "Menurut laporan per 31 Oktober 2026, blangko KTP-el daerah yang melapor cukup untuk 30,0 hari kerja "
        "bila habis bersama-sama, sesuai arahan Direktur Jenderal Kependudukan dan Pencatatan Sipil, "
        "November 2022."
    )
    assert letter.lines[1:] == (
        "Untuk itu dimohon pemindahan 5.000 keping blangko sebagai berikut:",
        f"1. Kabupaten Kudus kepada Kabupaten Pati: 5.000 keping (sekitar {away} km).",
        "Tidak ikut dihitung: Kabupaten Blora (kartu tercetak tidak dilaporkan).",
    )


def test_a_letter_with_nothing_to_move_says_so() -> None:
    day = date(2026, 10, 31)
    assert transfer_letter(plan((KUDUS, 100, 10), (PATI, 100, 10)), as_of=day).lines[-1] == (
        "Tidak ada pemindahan yang diperlukan."
    )
    assert "belum dapat dihitung" in transfer_letter(plan((KUDUS, None, 1)), as_of=day).lines[0]

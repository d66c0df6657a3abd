"""Demand is not recordings: each part by name, what is missing said."""

from __future__ import annotations

import pytest

from metrics.blangko.kebutuhan import Demand, demand, say_demand


def wanted(**parts: float | None) -> Demand:
    known = {"prr": None, "suket": None, "recordings_per_day": None, "replacements_per_day": None} | parts
    prr = known.pop("prr")
    return demand(prr, days=10, **known)  # type: ignore[arg-type]


def test_kota_bekasi_2017_could_print_one_in_a_hundred_of_those_ready() -> None:
    found = wanted(prr=100_000)
    assert (found.total, found.shortage(1000)) == (100_000, 99_000)
    assert found.is_immediate(1000)
    assert found.missing == ("Suket yang harus ditukar", "perekaman baru", "penggantian")
    text = say_demand(found, stock=1000)
    assert "paling sedikit 100.000 keping: PRR 100.000." in text
    assert "Belum termasuk Suket yang harus ditukar, perekaman baru, penggantian" in text
    assert "Stok 1.000 keping, kurang 99.000." in text
    assert "menghabiskan stok seketika" in text


def test_all_parts_add_up_over_the_horizon() -> None:
    found = wanted(prr=1200, suket=300, recordings_per_day=45.25, replacements_per_day=0.1)
    assert (found.recordings, found.replacements, found.total) == (453, 1, 1954)
    assert (found.missing, found.shortage(2000), found.shortage(1000)) == ((), 0, 954)
    assert not found.is_immediate(2000)
    assert say_demand(found, stock=2000) == (
        "Kebutuhan 10 hari kerja 1.954 keping: PRR 1.200, Suket yang harus ditukar 300, perekaman baru 453, "
        "penggantian 1."
    )


def test_where_nothing_was_reported_nothing_is_wanted_that_anyone_knows_of() -> None:
    found = wanted()
    assert (found.total, found.shortage(5)) == (None, None)
    assert say_demand(found, stock=5) == (
        "Kebutuhan belum dapat dihitung: PRR, Suket yang harus ditukar, perekaman baru, penggantian tidak "
        "dilaporkan."
    )


def test_a_reported_zero_is_known() -> None:
    found = wanted(prr=0, suket=0, recordings_per_day=0, replacements_per_day=0)
    assert (found.total, found.missing, found.is_immediate(0)) == (0, (), False)


@pytest.mark.parametrize(("stock", "is_immediate"), [(None, False), (999, True), (1000, True), (1001, False)])
def test_the_backlog_takes_every_card_there_is(stock: int | None, is_immediate: bool) -> None:
    assert wanted(prr=1000).is_immediate(stock) is is_immediate

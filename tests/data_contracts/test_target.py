"""A target holds from one day to another; on each day there is one or none."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from data_contracts.catalogue import load_targets
from data_contracts.errors import ContractError
from data_contracts.target import Target, read_targets, target_in_force

TARGETS = load_targets()
KEYS = (
    "cakupan_perekaman",
    "cakupan_kia",
    "cakupan_akta",
    "cakupan_ikd",
    "sisa_suket",
    "prr",
    "biaya_dokumen",
)
HEADER = "key,value,unit,berlaku_mulai,berlaku_sampai,dasar_hukum_atau_sumber\n"


def value_on(key: str, day: date) -> float | None:
    target = target_in_force(TARGETS, key=key, on=day)
    return None if target is None else target.value


def test_exactly_the_known_keys_have_targets() -> None:
    assert tuple(dict.fromkeys(target.key for target in TARGETS)) == KEYS


def test_every_target_says_where_it_comes_from() -> None:
    assert all(len(target.dasar_hukum_atau_sumber) > 20 for target in TARGETS)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("cakupan_perekaman", {2020: 98, 2021: 98, 2022: 99.3, 2023: 99.4, 2024: 99.4, 2026: 99.4}),
        ("cakupan_kia", {2020: 20, 2021: 20, 2022: 40, 2023: 50, 2024: 60, 2025: 62, 2026: 62}),
        ("cakupan_akta", {2020: 92, 2021: 92, 2022: 97, 2023: 98, 2026: 98}),
        ("cakupan_ikd", {2022: None, 2023: 25, 2024: None, 2026: None}),
        ("sisa_suket", {2019: None, 2026: 0}),
        ("prr", {2019: None, 2026: 0}),
    ],
)
def test_the_target_of_a_year_is_the_published_one(key: str, values: dict[int, float | None]) -> None:
    assert {year: value_on(key, date(year, 12, 31)) for year in values} == values


def test_a_target_changes_overnight() -> None:
    assert value_on("cakupan_perekaman", date(2021, 12, 31)) == 98
    assert value_on("cakupan_perekaman", date(2022, 1, 1)) == 99.3
    assert value_on("sisa_suket", date(2020, 3, 1)) is None
    assert value_on("sisa_suket", date(2020, 3, 2)) == 0


def test_zero_is_a_target_and_not_a_missing_one() -> None:
    target = target_in_force(TARGETS, key="sisa_suket", on=date(2026, 11, 23))
    assert target is not None
    assert (target.value, target.unit) == (0, "lembar")


def test_an_unknown_key_has_none() -> None:
    assert target_in_force(TARGETS, key="kebahagiaan", on=date(2026, 11, 23)) is None


@pytest.mark.parametrize("key", KEYS)
def test_no_day_after_the_first_has_two_targets_or_a_hole(key: str) -> None:
    own = [target for target in TARGETS if target.key == key]
    end = own[-1].berlaku_sampai or date(2027, 12, 31)
    days = (end - own[0].berlaku_mulai).days + 1
    covers = [
        sum(
            target.berlaku_mulai <= day and (target.berlaku_sampai is None or day <= target.berlaku_sampai)
            for target in own
        )
        for day in (own[0].berlaku_mulai + timedelta(days=offset) for offset in range(days))
    ]
    assert set(covers) == {1}


def test_a_row_is_read_with_its_types(tmp_path: Path) -> None:
    path = tmp_path / "target.csv"
    path.write_text(
        HEADER + "prr,0,jiwa,2020-01-01,2020-12-31,Surat\nprr,5.5,jiwa,2021-01-01,,Surat\n", encoding="utf-8"
    )
    assert read_targets(path) == (
        Target("prr", 0.0, "jiwa", date(2020, 1, 1), date(2020, 12, 31), "Surat"),
        Target("prr", 5.5, "jiwa", date(2021, 1, 1), None, "Surat"),
    )


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ("prr,nol,jiwa,2020-01-01,,Surat\n", 2, "kolom value berisi “nol”"),
        ("prr,0,jiwa,1/1/2020,,Surat\n", 2, "kolom berlaku_mulai berisi “1/1/2020”"),
        ("prr,0,jiwa,2020-02-30,,Surat\n", 2, "kolom berlaku_mulai"),
        ("prr,0,jiwa,2020-01-01,,\n", 2, "kolom dasar_hukum_atau_sumber kosong"),
        ("prr,0,jiwa,2020-01-01,2019-12-31,Surat\n", 2, "mendahului"),
        ("prr,0,jiwa,2020-01-01,,Surat\nprr,1,jiwa,2021-01-01,,Surat\n", 3, "sehari setelah"),
        ("prr,0,jiwa,2020-01-01,2020-12-31,Surat\nprr,1,jiwa,2020-12-31,,Surat\n", 3, "sehari setelah"),
        ("prr,0,jiwa,2020-01-01,2020-12-31,Surat\nprr,1,jiwa,2021-01-02,,Surat\n", 3, "sehari setelah"),
        ("prr,0,jiwa,2020-01-01,2020-12-31,Surat\nprr,1,keping,2021-01-01,,Surat\n", 3, "satuan"),
    ],
)
def test_a_row_that_contradicts_is_refused_with_its_line(
    tmp_path: Path, rows: str, line: int, says: str
) -> None:
    path = tmp_path / "target.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(ContractError) as refusal:
        read_targets(path)
    assert refusal.value.message.startswith(f"target.csv baris {line}: ")
    assert says in refusal.value.message


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "target.csv"
    path.write_text(HEADER.replace("unit", "satuan"), encoding="utf-8")
    with pytest.raises(ContractError, match="tidak dikenal: satuan"):
        read_targets(path)

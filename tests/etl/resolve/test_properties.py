"""Dates, regions and headings: whatever can be written is found again, and nothing is guessed from noise."""

import string
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.catalogue import load_headings, load_register
from data_contracts.judul import normal_heading
from data_contracts.tulisan import format_tanggal
from etl.read import Sheet
from etl.resolve.dates import Interval, find_interval, parse_date, parse_interval
from etl.resolve.headings import find_table, known_meaning
from etl.resolve.places import wilayah_in_text
from tests.etl.resolve.lembar import read_rows, said

_MONTHS = (
    *("", "Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
unhurried = settings(deadline=None)  # a busy machine is no fault
_NOISE = st.sampled_from(["", " ", "\u00a0", "\u200b", "  "])
_REGISTER = load_register()
_KNOWN = sorted(load_headings())
_OWN_SYNONYMS = sorted(
    {(heading, contract, field.name) for heading, (contract, field) in load_headings().items()
     if not field.name.startswith("rincian_")}
)  # fmt: skip


@unhurried
@given(_DAYS, _NOISE)
def test_a_day_is_the_same_in_every_usual_spelling(day: date, noise: str) -> None:
    month = _MONTHS[day.month]
    spellings = [
        f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}", f"{day.day} {month} {day.year}", f"{day.day} {month.upper()} {day.year}",
        f"{day.day} {month[:3]} {day.year}", f"{day.day}-{month[:3]}-{day.year}",
        f"Senin, {day.day} {month} {day.year}",
        f"{day:%d/%m/%Y} 14:30", f"{day:%Y-%m-%d}T00:00:00", format_tanggal(day),
    ]  # fmt: skip
    for written in spellings:
        assert parse_date(noise + written + noise) == day, written
    serial = (day - date(1899, 12, 30)).days
    noon = datetime.combine(day, time(12))
    assert parse_date(day) == parse_date(noon) == parse_date(serial) == day


@unhurried
@given(_DAYS, st.integers(min_value=0, max_value=60))
def test_a_range_of_days_is_found_in_a_title(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    for joint in ("–", " s.d. ", " s/d ", " sampai dengan ", " - "):
        title = f"LAPORAN PERIODE {format_tanggal(first)}{joint}{format_tanggal(last)}"
        expected = Interval(first, last) if last.year < 2100 else None
        assert expected is None or find_interval(title) == expected, title


@unhurried
@given(st.text(max_size=40))
def test_no_text_makes_the_readers_of_dates_and_places_fall(text: str) -> None:
    day, interval, wilayah = parse_date(text), parse_interval(text), wilayah_in_text(text)
    assert day is None or any(map(str.isdigit, text))
    assert interval is None or interval.first <= interval.last
    assert wilayah is None or wilayah in (*_REGISTER.kabkota, *_REGISTER.kecamatan)


@unhurried
@given(st.sampled_from((*_REGISTER.kabkota, *_REGISTER.kecamatan)), _NOISE)
def test_a_code_is_found_in_every_spelling(wilayah: object, noise: str) -> None:
    kode = wilayah.kode  # type: ignore[attr-defined]
    for written in (kode, kode.replace(".", ""), int(kode.replace(".", "")), f"{noise}{kode}{noise}"):
        resolved = read_rows(["kode", "wajib_ktp"], [written, 5])
        assert resolved.frames["perekaman"]["kode_wilayah"].tolist() == [kode]
        assert said(resolved) == []


@unhurried
@given(st.sampled_from(_REGISTER.kabkota), st.booleans(), _NOISE)
def test_a_full_name_is_found_and_a_bare_one_only_where_it_can_mean_one(
    wilayah: object, is_upper: bool, noise: str
) -> None:
    name = wilayah.nama  # type: ignore[attr-defined]
    bare = name.partition(" ")[2]
    twins = [one for one in _REGISTER.kabkota if one.nama.partition(" ")[2] == bare]
    full = read_rows(["nama wilayah", "wajib_ktp"], [noise + (name.upper() if is_upper else name), 5])
    short = read_rows(["nama wilayah", "wajib_ktp"], [bare + noise, 5])

    assert full.frames["perekaman"]["kode_wilayah"].tolist() == [wilayah.kode]  # type: ignore[attr-defined]
    if len(twins) == 1:
        assert short.frames["perekaman"]["kode_wilayah"].tolist() == [wilayah.kode]  # type: ignore[attr-defined]
    else:
        assert [found.rule for found in said(short)] == ["wilayah_ambigu"]


@unhurried
@given(st.sampled_from(_OWN_SYNONYMS), st.data())
def test_a_heading_is_known_whatever_its_case_spaces_and_punctuation(
    owned: tuple[str, str, str], data: st.DataObject
) -> None:
    heading, contract, field = owned
    joint = data.draw(st.sampled_from([" ", "_", "  ", "\u00a0", " - ", "\n", "_\u200b"]))
    written = joint.join(word.upper() if data.draw(st.booleans()) else word for word in heading.split())
    meaning = known_meaning(f" {written}: ")

    assert meaning is not None
    assert (meaning[0], meaning[1].name) == (contract, field)


@unhurried
@given(st.lists(st.text(string.ascii_letters + " ", max_size=12), min_size=1, max_size=6))
def test_words_nobody_knows_are_no_table(words: list[str]) -> None:
    unknown = [word for word in words if normal_heading(word) not in load_headings()]

    assert find_table(Sheet("S", (tuple(unknown), tuple(range(len(unknown)))))) is None


@unhurried
@given(
    st.sampled_from(_KNOWN), st.integers(min_value=0, max_value=30), st.sampled_from(string.ascii_lowercase)
)
def test_a_heading_with_a_slip_is_never_taken_for_the_one_it_resembles(
    heading: str, place: int, letter: str
) -> None:
    at = place % len(heading)
    slip = heading[:at] + letter + heading[at + 1 :]
    if normal_heading(slip) in load_headings():
        return
    resolved = read_rows(["kode", "no", "wajib_ktp", slip], [3301, 1, 5, 7])

    told = [found for found in said(resolved) if found.cell == "D1"]
    assert all(found.rule in {"judul_mirip", "judul_tak_dikenal"} for found in told)
    assert 7 not in [value for frame in resolved.frames.values() for value in frame.iloc[0].tolist()]

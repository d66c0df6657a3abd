"""Codes decide, names help only where they can mean one wilayah."""

from collections.abc import Sequence
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.berkas_wilayah import read_register
from data_contracts.catalogue import REFERENCE, load_register
from data_contracts.errors import ContractError, UnknownWilayahError
from data_contracts.wilayah import Wilayah, WilayahRegister

REGISTER = load_register()
ALL = (REGISTER.provinsi, *REGISTER.kabkota, *REGISTER.kecamatan)
BARE = ("Magelang", "Semarang", "Pekalongan", "Tegal")
NOISE = " \t\u00a0\u200b\ufeff.,-_/()'’*"

noise = st.text(alphabet=NOISE, max_size=3)


@st.composite
def respelled(draw: st.DrawFn, name: str) -> str:
    """The same letters in any case, with spaces and punctuation anywhere."""
    letters = (draw(st.sampled_from((letter.lower(), letter.upper()))) for letter in name)
    return draw(noise) + "".join(letter + draw(noise) for letter in letters)


def petak(one: Wilayah) -> tuple[int, int]:
    assert one.petak is not None, one.nama
    return one.petak


TILES = {one: petak(one) for one in REGISTER.kabkota}


def found(text: str, *, induk: str | None = None) -> str | None:
    match = REGISTER.match_name(text, induk=induk)
    return match.wilayah.kode if match.wilayah else None


def candidates(text: str, *, induk: str | None = None) -> tuple[str, ...]:
    return tuple(one.kode for one in REGISTER.match_name(text, induk=induk).candidates)


def kendall(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Kendall's tau-b: agreement of two orders, with ties."""

    def sign(a: float, b: float) -> int:
        return (a > b) - (a < b)

    pairs = [(sign(xs[i], xs[j]), sign(ys[i], ys[j])) for i, j in combinations(range(len(xs)), 2)]
    untied = [sum(1 for pair in pairs if pair[side]) for side in (0, 1)]
    return float(sum(x * y for x, y in pairs) / (untied[0] * untied[1]) ** 0.5)


class TestTheRegister:
    def test_holds_the_province_its_35_and_their_576_in_order_of_code(self) -> None:
        assert REGISTER.provinsi.kode == "33"
        assert [one.kode for one in REGISTER.kabkota] == [
            f"33.{number:02d}" for number in (*range(1, 30), *range(71, 77))
        ]
        assert len(REGISTER.kecamatan) == 576
        assert list(REGISTER.kecamatan) == sorted(REGISTER.kecamatan, key=lambda one: one.kode)

    def test_knows_29_kabupaten_and_6_kota(self) -> None:
        kinds = [one.jenis for one in REGISTER.kabkota]
        assert (kinds.count("Kabupaten"), kinds.count("Kota")) == (29, 6)

    def test_counts_as_many_kecamatan_as_each_kabkota_says(self) -> None:
        for one in REGISTER.kabkota:
            inside = [k for k in REGISTER.kecamatan if k.induk == one.kode]
            assert len(inside) == one.jumlah_kecamatan, one.nama

    def test_gives_the_province_the_sums_of_its_35(self) -> None:
        provinsi = REGISTER.provinsi
        assert provinsi.penduduk == sum(one.penduduk or 0 for one in REGISTER.kabkota)
        assert provinsi.luas_km2 == pytest.approx(sum(one.luas_km2 or 0 for one in REGISTER.kabkota))
        assert provinsi.jumlah_kecamatan == 576

    def test_keeps_the_figures_of_the_source(self) -> None:
        cilacap = REGISTER.get("33.01")
        assert (cilacap.nama, cilacap.nama_pendek, cilacap.singkatan) == (
            "Kabupaten Cilacap",
            "Cilacap",
            "CLP",
        )
        assert (cilacap.tingkat, cilacap.jenis, cilacap.induk) == ("kabkota", "Kabupaten", "33")
        assert (cilacap.penduduk, cilacap.luas_km2, cilacap.jumlah_kecamatan) == (2_059_748, 2325.173, 24)
        assert (cilacap.lintang, cilacap.bujur, cilacap.ibu_kota) == (-7.6899, 108.9909, "Cilacap")

    def test_knows_no_figures_of_a_kecamatan_rather_than_zeros(self) -> None:
        kecamatan = REGISTER.get("33.74.01")
        assert (kecamatan.nama, kecamatan.nama_pendek) == ("Kecamatan Semarang Tengah", "Semarang Tengah")
        assert kecamatan.induk == "33.74"
        assert kecamatan.penduduk is None
        assert kecamatan.luas_km2 is None
        assert kecamatan.petak is None

    def test_never_shows_a_bare_name_that_two_share(self) -> None:
        short = [one.nama_pendek for one in REGISTER.kabkota]
        assert len(set(short)) == 35
        assert not set(short) & set(BARE)
        assert all(one.nama_pendek.startswith("Kota ") for one in REGISTER.kabkota if one.jenis == "Kota")

    def test_refuses_a_code_nobody_has(self) -> None:
        with pytest.raises(UnknownWilayahError, match=r"33\.99"):
            REGISTER.get("33.99")

    @pytest.mark.parametrize("kode", ["3374", " 33.74", "33.74.0", ""])
    def test_gets_only_by_the_dotted_code(self, kode: str) -> None:
        with pytest.raises(UnknownWilayahError):
            REGISTER.get(kode)


class TestACode:
    @given(one=st.sampled_from(ALL), before=noise, after=noise)
    def test_is_found_dotted_and_undotted_alike(self, one: Wilayah, before: str, after: str) -> None:
        spaces = str.maketrans("", "", ".,-_/()'’*")
        padding = (before.translate(spaces), after.translate(spaces))
        for spelling in (one.kode, one.kode.replace(".", "")):
            assert REGISTER.find_kode(spelling.join(padding)) is one

    def test_is_found_for_all_612_as_text_and_as_number(self) -> None:
        for one in ALL:
            digits = one.kode.replace(".", "")
            assert {
                REGISTER.find_kode(value) for value in (one.kode, digits, int(digits), float(digits))
            } == {one}

    def test_of_a_kabkota_is_found_when_the_spreadsheet_made_it_a_decimal_number(self) -> None:
        for one in REGISTER.kabkota:
            assert REGISTER.find_kode(float(one.kode)) is one
        assert float("33.10") == 33.1  # the zero is lost, and still only one code can be meant

    def test_is_found_as_text_of_a_number(self) -> None:
        assert REGISTER.find_kode("3374.0") is REGISTER.get("33.74")

    @pytest.mark.parametrize(
        "value",
        ["33.74.01.1001", "3374011001", "3374010", "32.01", "3201", 3201, "33.1", "33.99", "", "Tegal",
         None, True, float("nan"), float("inf"), 33.741, -3374, "33,74", "33.O1"],
    )  # fmt: skip
    def test_that_is_none_of_ours_is_none(self, value: object) -> None:
        assert REGISTER.find_kode(value) is None


class TestAName:
    @given(data=st.data(), one=st.sampled_from((REGISTER.provinsi, *REGISTER.kabkota)))
    def test_in_full_matches_itself_however_it_is_typed(self, data: st.DataObject, one: Wilayah) -> None:
        assert found(data.draw(respelled(one.nama))) == one.kode

    @given(data=st.data(), one=st.sampled_from(REGISTER.kecamatan))
    def test_of_a_kecamatan_matches_itself_inside_its_kabkota(
        self, data: st.DataObject, one: Wilayah
    ) -> None:
        text = data.draw(respelled(data.draw(st.sampled_from((one.nama, one.nama_pendek)))))
        assert found(text, induk=one.induk) == one.kode

    @given(data=st.data(), bare=st.sampled_from(BARE))
    def test_that_two_share_is_never_one_of_them(self, data: st.DataObject, bare: str) -> None:
        text = data.draw(respelled(bare))
        for induk in (None, "33"):
            match = REGISTER.match_name(text, induk=induk)
            assert match.wilayah is None
            assert [one.nama for one in match.candidates] == [f"Kabupaten {bare}", f"Kota {bare}"]

    @pytest.mark.parametrize(
        ("text", "kode"),
        [
            ("Kabupaten Tegal", "33.28"), ("Kab. Tegal", "33.28"), ("KAB TEGAL", "33.28"),
            ("KAB.TEGAL", "33.28"), ("Tegal Kab", "33.28"), ("Tegal (Kota)", "33.76"),
            ("KOTA  TEGAL ", "33.76"), ("Kota\u00a0Tegal", "33.76"), ("\ufeffCilacap", "33.01"),
            ("Pur\u200bworejo", "33.06"), ("Surakarta", "33.72"), ("Solo", "33.72"), ("Kota Solo", "33.72"),
            ("Salatiga", "33.73"), ("Purwokerto", "33.02"), ("Ungaran", "33.22"), ("CLP", "33.01"),
            ("Karanganyar", "33.13"), ("Rembang", "33.17"), ("JAWA TENGAH", "33"), ("Jateng", "33"),
            ("Provinsi Jawa Tengah", "33"), ("Prov. Jawa Tengah", "33"),
        ],
    )  # fmt: skip
    def test_is_known_by_its_usual_spellings(self, text: str, kode: str) -> None:
        assert found(text) == kode

    @pytest.mark.parametrize(
        "text",
        ["", " ", "-", "Depok", "Solo Raya", "Kota Cilacap", "Kabupaten Salatiga", "Kab/Kota Tegal",
         "Cilacp", "Tegal 2", "Banjar", "JUMLAH", "Jawa", "Kab."],
    )  # fmt: skip
    def test_that_is_none_of_ours_has_no_candidates(self, text: str) -> None:
        assert candidates(text) == ()
        assert found(text) is None

    def test_that_only_one_kecamatan_bears_needs_no_induk(self) -> None:
        assert found("Kedungreja") == found("Kec. Kedungreja") == "33.01.01"

    def test_that_five_kecamatan_bear_needs_one(self) -> None:
        five = ("33.03.11", "33.05.20", "33.13.09", "33.21.09", "33.26.07")
        assert candidates("Kec. Karanganyar") == five
        assert found("Kec. Karanganyar") is None
        assert tuple(found("Karanganyar", induk=kode[:5]) for kode in five) == five

    def test_of_a_capital_is_ambiguous_where_a_kecamatan_bears_it_too(self) -> None:
        assert candidates("Purwodadi") == ("33.06.03", "33.15", "33.15.13")
        assert candidates("Kota Kudus") == ("33.19", "33.19.02")
        assert found("Purwodadi") is found("Kota Kudus") is None

    def test_of_a_capital_is_plain_in_a_list_of_kabkota(self) -> None:
        assert found("Purwodadi", induk="33") == "33.15"
        assert found("Kota Kudus", induk="33") == "33.19"

    def test_with_induk_is_looked_for_only_directly_below_it(self) -> None:
        assert found("Rembang", induk="33.03") == "33.03.13"
        assert candidates("Kedungreja", induk="33.02") == candidates("Kedungreja", induk="33") == ()
        assert candidates("Kabupaten Cilacap", induk="33.01") == candidates("Jawa Tengah", induk="33") == ()

    def test_is_not_looked_for_below_a_code_that_is_none(self) -> None:
        with pytest.raises(UnknownWilayahError, match=r"33\.99"):
            REGISTER.match_name("Cilacap", induk="33.99")

    def test_the_abbreviation_smg_means_either_semarang(self) -> None:
        assert candidates("SMG") == ("33.22", "33.74")

    def test_an_abbreviation_of_the_map_never_means_another_wilayah(self) -> None:
        for one in REGISTER.kabkota:
            assert found(one.singkatan) in {None, one.kode}, one.singkatan

    def test_every_alias_leads_to_its_own_kabkota_in_a_list_of_kabkota(self) -> None:
        for one in REGISTER.kabkota:
            for alias in one.alias:
                assert one.kode in candidates(alias, induk="33"), alias


class TestTheTileMap:
    def test_gives_each_of_the_35_a_tile_of_its_own_within_eight_columns(self) -> None:
        placed = list(TILES.values())
        assert len(set(placed)) == 35
        assert all(0 <= row < 8 and 0 <= column < 8 for row, column in placed)
        assert REGISTER.provinsi.petak is None

    def test_keeps_west_to_east_and_north_to_south(self) -> None:
        columns, rows = [column for _, column in TILES.values()], [row for row, _ in TILES.values()]
        assert kendall(columns, [one.bujur for one in TILES]) > 0.8
        assert kendall(rows, [-one.lintang for one in TILES]) > 0.7

    def test_never_swaps_two_that_lie_far_apart(self) -> None:
        for a, b in permutations(TILES, 2):  # a tile is about 0,32 degrees wide
            if b.bujur - a.bujur > 0.35:
                assert TILES[a][1] <= TILES[b][1], f"{a.nama} lies west of {b.nama}"
            if a.lintang - b.lintang > 0.35:
                assert TILES[a][0] <= TILES[b][0], f"{a.nama} lies north of {b.nama}"

    @pytest.mark.parametrize(
        ("kota", "kabupaten"),
        [("33.71", "33.08"), ("33.74", "33.22"), ("33.75", "33.26"), ("33.76", "33.28")],
    )
    def test_puts_a_kota_beside_the_kabupaten_of_its_name(self, kota: str, kabupaten: str) -> None:
        (row, column), (other_row, other_column) = petak(REGISTER.get(kota)), petak(REGISTER.get(kabupaten))
        assert abs(row - other_row) + abs(column - other_column) == 1

    def test_writes_three_or_four_capitals_on_each_tile(self) -> None:
        short = [one.singkatan for one in REGISTER.kabkota]
        assert len(set(short)) == 35
        assert all(
            len(text) in (3, 4) and text.isascii() and text.isalpha() and text.isupper() for text in short
        )


class TestPembanding:
    """Kab/kota of other provinces that are known, to compare with."""

    def test_they_are_found_by_code_and_name_and_are_none_of_the_35(self) -> None:
        assert [(one.kode, one.nama, one.provinsi) for one in REGISTER.pembanding] == [
            ("32.16", "Kabupaten Bekasi", "Jawa Barat"),
            ("32.75", "Kota Bekasi", "Jawa Barat"),
            ("36.72", "Kota Cilegon", "Banten"),
        ]
        for one in REGISTER.pembanding:
            assert REGISTER.find_kode(one.kode.replace(".", "")) == one
            assert REGISTER.match_name(one.nama.upper()).wilayah == one
            assert one not in REGISTER.kabkota
            assert one.tingkat == "pembanding"
        assert len(REGISTER.kabkota) == 35

    def test_a_list_of_the_provinces_own_kabkota_does_not_know_them(self) -> None:
        assert REGISTER.match_name("Kota Cilegon", induk="33").candidates == ()

    def test_a_bare_bekasi_is_refused_as_a_bare_tegal_is(self) -> None:
        match = REGISTER.match_name("Bekasi")
        assert match.wilayah is None
        assert [one.kode for one in match.candidates] == ["32.16", "32.75"]

    @pytest.mark.parametrize("kode", ["3273", "32.76", "36.71", "31.74", "3216010"])
    def test_other_places_outside_the_province_stay_unknown(self, kode: str) -> None:
        assert REGISTER.find_kode(kode) is None


class TestReading:
    """One thing is broken in a copy of the real files; the message names the file and the line."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for name in ("wilayah.csv", "kecamatan.csv", "daerah_pembanding.csv"):
            (tmp_path / name).write_bytes((REFERENCE / name).read_bytes())
        return tmp_path

    def test_takes_the_files_as_they_are(self, folder: Path) -> None:
        register = read_register(folder)
        assert isinstance(register, WilayahRegister)
        assert (register.provinsi, *register.kabkota, *register.kecamatan) == ALL

    @pytest.mark.parametrize(
        ("file", "old", "new", "place", "says"),
        [
            ("wilayah.csv", "kode,jenis,", "kode,macam,", "baris 1", "tidak dikenal: macam"),
            ("wilayah.csv", ",catatan\n", "\n", "baris 1", "kurang: catatan"),
            ("wilayah.csv", "33.02,Kabupaten,", "33.01,Kabupaten,", "baris 4", "kode “33.01” sudah ada"),
            ("wilayah.csv", "33.02,Kabupaten,", "3302,Kabupaten,", "baris 4", "salah bentuk"),
            ("wilayah.csv", "33.02,Kabupaten,", "33.02,Distrik,", "baris 4", "jenis harus"),
            ("wilayah.csv", "33.02,Kabupaten,", "33.02,Kabupaten,,", "baris 4", "16 sel, seharusnya 15"),
            ("wilayah.csv", "-7.4228", "tujuh", "baris 4", "kolom lintang berisi “tujuh”"),
            ("wilayah.csv", "-7.4228", "nan", "baris 4", "kolom lintang berisi “nan”"),
            ("wilayah.csv", "1868446", "1.868.446", "baris 4", "kolom penduduk"),
            ("wilayah.csv", "1868446", "", "baris 4", "kolom penduduk kosong"),
            ("wilayah.csv", ",BMS,", ",CLP,", "baris 4", "singkatan “CLP” sudah ada di wilayah.csv baris 3"),
            ("wilayah.csv", ",3,1,Purwokerto", ",4,1,Purwokerto", "baris 4", "petak “(4, 1)” sudah ada"),
            ("wilayah.csv", ",3,1,Purwokerto", ",,,Purwokerto", "baris 4", "kolom petak_baris kosong"),
            ("kecamatan.csv", "33.01.02,", "33.01.01,", "baris 3", "kode “33.01.01” sudah ada"),
            ("kecamatan.csv", "33.01.02,", "33.60.02,", "baris 3", "33.60, yang tidak ada di wilayah.csv"),
            ("kecamatan.csv", "33.01.02,", "3301020,", "baris 3", "salah bentuk"),
            ("daerah_pembanding.csv", "32.16,", "33.16,", "baris 2", "salah bentuk"),
            ("daerah_pembanding.csv", "32.75,Kota,", "32.16,Kota,", "baris 3", "kode “32.16” sudah ada"),
            ("daerah_pembanding.csv", ",Banten,", ",,", "baris 4", "kolom provinsi kosong"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_not_as_declared(
        self, folder: Path, file: str, old: str, new: str, place: str, says: str
    ) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ContractError) as refusal:
            read_register(folder)
        assert refusal.value.message.startswith(f"{file} {place}: ")
        assert says in refusal.value.message

    def test_refuses_a_register_without_its_province(self, folder: Path) -> None:
        lines = (folder / "wilayah.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / "wilayah.csv").write_text("".join((lines[0], *lines[2:])), encoding="utf-8")
        with pytest.raises(ContractError, match="tepat satu baris Provinsi"):
            read_register(folder)

    def test_refuses_a_file_that_is_not_utf_8(self, folder: Path) -> None:
        with (folder / "kecamatan.csv").open("ab") as file:
            file.write(b"33.01.99,Caf\xe9,0,0\n")
        with pytest.raises(ContractError, match=r"kecamatan\.csv"):
            read_register(folder)

"""Headings are compared by their letters and digits alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.judul import normal_heading


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("WAJIB_KTP_EL", "wajib ktp el"),
        ("  Wajib   KTP-el ", "wajib ktp el"),
        ("Wajib\nKTP\u00a0EL", "wajib ktp el"),
        ("\ufeffwajib\u200b_ktp\u00ad_el", "wajib ktp el"),
        ("ＷＡＪＩＢ ＫＴＰ ＥＬ", "wajib ktp el"),
        ("KABUPATEN/KOTA", "kabupaten kota"),
        ("Anak 0–17 tahun", "anak 0 17 tahun"),
        ("Cetak Kia ( 0 - 5 Tahun)", "cetak kia 0 5 tahun"),
        ("Cetak Kia ( > 5 Tahun)", "cetak kia lebih 5 tahun"),
        ("Cetak Kia (≥5 Tahun)", "cetak kia lebih 5 tahun"),
        ("<>", "kurang lebih"),
        ("KIA %", "kia persen"),
        ("%", "persen"),
        ("---", ""),
        ("", ""),
    ],
)
def test_a_heading_is_reduced_to_its_words(written: str, compared: str) -> None:
    assert normal_heading(written) == compared


@given(st.text())
def test_reducing_twice_changes_nothing(text: str) -> None:
    once = normal_heading(text)
    assert normal_heading(once) == once


@given(st.text())
def test_only_letters_digits_and_single_spaces_remain(text: str) -> None:
    reduced = normal_heading(text)
    assert reduced == reduced.strip()
    assert all(word.isalnum() for word in reduced.split(" ") if reduced)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_case_does_not_count(text: str) -> None:
    assert normal_heading(text.upper()) == normal_heading(text.lower())

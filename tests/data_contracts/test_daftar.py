"""The closed lists: each spelling means one word, and a word no list has is unknown."""

from itertools import chain
from pathlib import Path

import pytest

from data_contracts.catalogue import REFERENCE, load_contracts, load_identification
from data_contracts.contract import YES_NO
from data_contracts.daftar import ALL, load_vocabulary, read_vocabulary
from data_contracts.errors import ContractError

FIELDS = [
    field
    for contract in (load_identification(), *load_contracts().values())
    for field in contract.fields
    if field.vocabulary is not None
]
NAMES = sorted({str(field.vocabulary) for field in FIELDS})


@pytest.mark.parametrize(
    ("vocabulary", "text", "code"),
    [
        ("kurir", "PT. Pos Indonesia (Persero)", "pos"),
        ("kurir", "KANTOR  POS", "pos"),
        ("kurir", "Go-Jek", "gojek"),
        ("kurir", "J&T", "jnt"),
        ("kurir", "TKK", "petugas_rw"),
        ("jenis_dokumen", "e-KTP", "ktp_el"),
        ("jenis_dokumen", "Akte Lahir", "akta_kelahiran"),
        ("jenis_dokumen", "SKPWNI", "surat_pindah"),
        ("kanal", "Online", "daring"),
        ("kanal", "luring", "tatap_muka"),
        ("penanggung_biaya", "Pemohon", "warga"),
        ("jenis_titik", "Mall Pelayanan Publik", "mpp"),
        ("tahun_anggaran", "TA 2026", "2026"),
        ("ya_tidak", "Y", "ya"),
        ("ya_tidak", "tidak ada", "tidak"),
        ("kurir", "Merpati Pos", None),
        ("kurir", "", None),
        ("tahun_anggaran", "2062", None),
    ],
)
def test_a_word_is_found_by_the_ways_officials_write_it_and_by_no_other(
    vocabulary: str, text: str, code: str | None
) -> None:
    assert load_vocabulary(vocabulary).find(text) == code


@pytest.mark.parametrize("name", NAMES)
def test_every_spelling_leads_to_its_word(name: str) -> None:
    vocabulary = load_vocabulary(name)
    for word in vocabulary.words:
        assert {vocabulary.find(spelling) for spelling in word.spellings} == {word.kode}
        assert vocabulary.label(word.kode) == word.label
    assert len(set(vocabulary.labels)) == len(vocabulary.codes), "a drop-down shows the labels"


def test_a_code_no_list_has_is_our_own_mistake() -> None:
    with pytest.raises(KeyError, match="merpati"):
        load_vocabulary("kurir").label("merpati")


def test_the_examples_of_a_field_are_words_of_its_list() -> None:
    for field in FIELDS:
        found = [load_vocabulary(str(field.vocabulary)).find(example) for example in field.examples]
        assert found, field.name
        assert None not in found, field.name


def test_only_a_column_every_sheet_must_have_may_do_without_a_word_for_all() -> None:
    dimensions = chain.from_iterable(contract.dimensions for contract in load_contracts().values())
    for field in dimensions:
        if field.vocabulary is not None:
            assert load_vocabulary(field.vocabulary).has_all is not field.required, field.name


def test_yes_and_no_are_one_list_and_known_as_such() -> None:
    assert load_vocabulary(YES_NO).codes == ("ya", "tidak")
    assert {field.name for field in FIELDS if field.is_yes_no} == {
        "tersedia", "cetak_di_tempat", "dianggarkan",
    }  # fmt: skip


def test_every_list_has_a_reader() -> None:
    assert set(NAMES) == {path.stem for path in REFERENCE.glob("*.csv")} - {
        "wilayah", "kecamatan", "daerah_pembanding", "target", "hari_libur", "karesidenan",
        "formulir_provinsi",
    }  # fmt: skip
    assert ALL not in load_vocabulary("penanggung_biaya").codes


@pytest.mark.parametrize(
    ("lines", "place", "says"),
    [
        ("kode,nama\n", "baris 1", "kurang: label, sinonim"),
        ("kode,label,sinonim\npos,Pos,\npos,Kantor Pos,\n", "baris 3", "kode “pos” sudah ada"),
        ("kode,label,sinonim\npos,Pos,\nlain,Lain,POS\n", "baris 3", "sebutan “pos” sudah ada"),
        ("kode,label,sinonim\npos,Pos,Kantor Pos|--\n", "baris 2", "tanpa huruf"),
        ("kode,label,sinonim\npos,,\n", "baris 2", "kolom label kosong"),
    ],
)
def test_a_list_with_a_mistake_is_refused_with_its_line(
    tmp_path: Path, lines: str, place: str, says: str
) -> None:
    path = tmp_path / "kurir.csv"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(ContractError) as refused:
        read_vocabulary(path)
    assert refused.value.message.startswith(f"kurir.csv {place}: ")
    assert says in refused.value.message

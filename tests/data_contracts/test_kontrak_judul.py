"""Every heading that really arrives is known, and belongs to exactly one field of the contracts."""

from collections import Counter

import pytest

from data_contracts.catalogue import load_contracts, load_headings, load_identification
from data_contracts.judul import normal_heading

PROVINCIAL_FORM = {
    "kd_wilayah": "kode_wilayah",
    "kab_kota": "nama_wilayah",
    "wajib_ktp_el": "wajib_ktp",
    "jml_perekaman": "sudah_rekam",
    "persentase_jml_perekaman": "persen_rekam",
    "sisa_suket": "sisa_suket",
    "sisa_prr": "prr",
    "sisa_blangko_ktp_el": "sisa_blangko",
    "jml_anak_0_17": "anak_0_17",
    "jml_cetak_kia": "kia",
    "persentase_jml_cetak_kia": "persen_kia",
    "jml_anak_0_18": "anak_0_18",
    "jml_akta_lahir_0_18": "akta_0_18",
    "persentase_jml_akta_lahir_0_18": "persen_akta",
    "penggunaan_kertas_putih_jlh_dok": "kertas_putih_dok",
    "penggunaan_tte_jlh_dok": "tte_dok",
    "layanan_ol_sudah": "layanan_ol_sudah",
    "layanan_ol_belum": "layanan_ol_belum",
    "layanan_integritas_sudah": "layanan_integritas_sudah",
    "layanan_integritas_belum": "layanan_integritas_belum",
    "pks": "pks",
    "akses_data": "akses_data",
}
DAILY_BY_REGENCY = {
    "Waktu Laporan": "waktu_laporan",
    "KABUPATEN/KOTA": "nama_wilayah",
    "Tanggal Pelayanan": "tanggal",
    "NIK Baru": "nik_baru",
    "Cetak KK": "cetak_kk",
    "Perekaman KTP-EL": "rekam_baru",
    "PRR (Hari Ini)": "prr",
    "Cetak KTP-EL PRR": "cetak_prr",
    "SFE": "sfe",
    "Duplicate Record": "duplicate_record",
    "SUKET (HARI INI)": "sisa_suket",
    "SUKET (HARI SEBELUMNYA)": "sisa_suket_sebelumnya",
    "Cetak KTP-EL (SUKET)": "cetak_suket",
    "Cetak KTP-EL (HILANG/GANTI/RUSAK/PERUBAHAN)": "cetak_ganti",
    "Cetak Akta Kelahiran (0 - 17 Tahun)": "akta_lahir_0_17",
    "Cetak Akta Kelahiran (> 17 Tahun)": "akta_lahir_18",
    "Cetak Akta (Perkawinan)": "akta_perkawinan",
    "(Perceraian)": "akta_perceraian",
    "Cetak Akta (Perceraian)": "akta_perceraian",
    "(Kematian)": "akta_kematian",
    "Cetak Akta (Kematian)": "akta_kematian",
    "SKPWNI (PINDAH)": "pindah",
    "SKPWNI (DATANG)": "datang",
    "Cetak Kia ( 0 - 5 Tahun)": "cetak_kia_0_5",
    "Cetak Kia ( > 5 Tahun)": "cetak_kia_5",
    "Sisa Blanko KTP-EL": "sisa_blangko",
}
DAILY_BY_KECAMATAN = {
    "tanggal": "tanggal",
    "rekam_ktp_el": "rekam_baru",
    "cetak_ktp_el": "cetak_ktp",
    "kartu_keluarga": "cetak_kk",
    "kia": "cetak_kia",
    "pindah": "pindah",
    "kedatangan": "datang",
    "akta_kelahiran": "akta_lahir",
    "akta_kematian": "akta_kematian",
    "stok_blangko_ktp": "sisa_blangko",
    "stok_blangko_kia": "stok_blangko_kia",
    "persentase_ribbon": "ribbon_persen",
    "persentase_film": "film_persen",
    "ikd_hari_ini": "ikd_hari_ini",
}
SIAK_AGGREGATE = {
    "IDEM": "idem",
    "KODE": "kode_wilayah",
    "WILAYAH": "nama_wilayah",
    "NO_PROP": "no_prop",
    "NO_KAB": "no_kab",
    "NO_KEC": "no_kec",
    "NO_KEL": "no_kel",
    "WKTP": "wajib_ktp",
    "REKAM": "sudah_rekam",
    "BLM_REKAM": "belum_rekam",
    "MMLK": "memiliki_ktp",
    "BLM_MMLK": "belum_memiliki_ktp",
    "PERSEN": "persen_rekam",
    "JML": "rincian_jml",
    "LK": "rincian_lk",
    "L": "rincian_lk",
    "PR": "rincian_pr",
    "P": "rincian_pr",
}
TWO_ROW_AGGREGATE = {
    f"{group} {part}": f"{field}{suffix}"
    for group, field in (
        ("WKTP", "wajib_ktp"),
        ("REKAM", "sudah_rekam"),
        ("BLM_REKAM", "belum_rekam"),
        ("MMLK", "memiliki_ktp"),
        ("BLM_MMLK", "belum_memiliki_ktp"),
    )
    for part, suffix in (("LK", "_lk"), ("L", "_lk"), ("PR", "_pr"), ("P", "_pr"), ("JML", ""))
}
TWO_ROW_AGGREGATE_REVERSED = {
    " ".join(reversed(heading.split())): field for heading, field in TWO_ROW_AGGREGATE.items()
}
DKB_OWNERSHIP = {
    f"{group}_{part}": f"{field}{suffix}"
    for group, field in (
        ("wajib_ktp", "wajib_ktp"),
        ("rekam", "sudah_rekam"),
        ("belum_rekam", "belum_rekam"),
        ("ktp", "memiliki_ktp"),
        ("blm_ktp", "belum_memiliki_ktp"),
    )
    for part, suffix in (("lk", "_lk"), ("pr", "_pr"), ("jml", ""))
}
DKB_OWNERSHIP_REVERSED = {
    f"{part}_{group}": DKB_OWNERSHIP[f"{group}_{part}"]
    for group, part in (heading.rsplit("_", 1) for heading in DKB_OWNERSHIP)
}
KECAMATAN_TABLE = {
    "jumlah_wajib_ktp": "wajib_ktp",
    "jumlah_sudah_rekaman": "sudah_rekam",
    "persentase_sudah_rekam": "persen_rekam",
    "jumlah_belum_rekaman": "belum_rekam",
    "persentase_belum_rekam": "persen_belum_rekam",
}
DIRJEN_ATTACHMENT = {
    "No": "nomor_urut",
    "Kabupaten/Kota": "nama_wilayah",
    "Wajib KTP": "wajib_ktp",
    "Sudah Rekam": "sudah_rekam",
    "Belum Rekam": "belum_rekam",
    "%": "persen_rekam",
    "PRR": "prr",
    "SFE": "sfe",
    "Duplicate": "duplicate_record",
    "Sisa Suket": "sisa_suket",
    "Stok Blangko": "sisa_blangko",
    "KIA %": "persen_kia",
    "Akta %": "persen_akta",
    "IKD": "ikd",
}
LAYOUTS = (
    PROVINCIAL_FORM,
    DAILY_BY_REGENCY,
    DAILY_BY_KECAMATAN,
    SIAK_AGGREGATE,
    TWO_ROW_AGGREGATE,
    TWO_ROW_AGGREGATE_REVERSED,
    DKB_OWNERSHIP,
    DKB_OWNERSHIP_REVERSED,
    KECAMATAN_TABLE,
    DIRJEN_ATTACHMENT,
)
ARRIVING = [pair for layout in LAYOUTS for pair in layout.items()]


def owners(heading: str) -> list[str]:
    contracts = (load_identification(), *load_contracts().values())
    return [
        field.name
        for contract in contracts
        for field in contract.fields
        if normal_heading(heading) in map(normal_heading, field.synonyms)
    ]


@pytest.mark.parametrize(("heading", "field"), ARRIVING)
def test_a_heading_that_really_arrives_belongs_to_exactly_one_field(heading: str, field: str) -> None:
    assert owners(heading) == [field]
    assert load_headings()[normal_heading(heading)][1].name == field


def test_the_forms_are_complete() -> None:
    assert len(PROVINCIAL_FORM) == 22
    assert len(DAILY_BY_REGENCY) == 24 + 2  # the two continued headings also in full
    assert len(DAILY_BY_KECAMATAN) == 14
    assert len(DKB_OWNERSHIP) == 15


def test_no_two_columns_of_one_form_lead_to_the_same_field() -> None:
    for layout in (PROVINCIAL_FORM, DAILY_BY_KECAMATAN, DKB_OWNERSHIP, KECAMATAN_TABLE, DIRJEN_ATTACHMENT):
        assert len(set(layout.values())) == len(layout)


def test_no_synonym_is_shared_by_two_fields() -> None:
    contracts = (load_identification(), *load_contracts().values())
    counted = Counter(
        normal_heading(synonym) for c in contracts for field in c.fields for synonym in field.synonyms
    )
    assert [heading for heading, times in counted.items() if times > 1] == []
    assert len(load_headings()) == len(counted)


def test_a_field_is_known_by_its_business_name_and_its_own_name() -> None:
    names_another = {
        "kia"
    }  # on a daily report "kia" counts the cards of that day, not all that were ever issued
    headings = load_headings()
    for contract in load_contracts().values():
        for field in contract.measured:
            assert headings[normal_heading(field.business_name)] == (contract.name, field)
            assert (headings[normal_heading(field.name)][1] == field) is (field.name not in names_another)


@pytest.mark.parametrize(
    ("cumulative", "on_that_day"),
    [("jml_perekaman", "Perekaman KTP-EL"), ("jml_cetak_kia", "kia"), ("IKD", "ikd_hari_ini")],
)
def test_a_level_and_the_work_of_a_day_are_not_confused(cumulative: str, on_that_day: str) -> None:
    level, work = (load_headings()[normal_heading(text)][1] for text in (cumulative, on_that_day))
    assert (level.measure.value, work.measure.value) == ("cumulative", "flow")


@pytest.mark.parametrize("heading", ["persentase", "jumlah KTP dan KIA", "keping"])
def test_a_heading_that_could_mean_several_things_is_not_guessed(heading: str) -> None:
    assert owners(heading) == []


@pytest.mark.parametrize("heading", ["NIK", "NAMA_LGKP", "TMPT_LHR", "TGL_LHR", "NO_KK", "ALAMAT"])
def test_no_contract_asks_for_personal_data(heading: str) -> None:
    assert owners(heading) == []

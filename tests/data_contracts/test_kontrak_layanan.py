"""The rules on deliveries, services, service points, budgets and the reasons of printing, by hand."""

import pytest

from data_contracts.contract import Severity
from tests.data_contracts.test_kontrak_aturan import Row, broken, expected

WARNING, ERROR = Severity.WARNING, Severity.ERROR


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ({"siap_antar": 640, "diserahkan": 610, "terkirim": 588, "gagal": 22, "biaya_dokumen_rp": 0}, {}),
        ({"siap_antar": 600, "diserahkan": 610}, {"diserahkan_tidak_melebihi_siap_antar": WARNING}),
        (
            {"diserahkan": 610, "terkirim": 600, "gagal": 11},
            {"terkirim_dan_gagal_tidak_melebihi_diserahkan": WARNING},
        ),
        ({"diserahkan": 610, "terkirim": 611}, {"terkirim_dan_gagal_tidak_melebihi_diserahkan": WARNING}),
        ({"diserahkan": 610, "gagal": 700}, {}),
        ({"biaya_dokumen_rp": 25_000}, {"biaya_dokumen_nol": WARNING}),
        ({"biaya_dokumen_rp": -1}, {"biaya_dokumen_rp_tidak_negatif": ERROR}),
        ({"tarif_rp": 14_000, "biaya_rp": 8_232_000}, {}),
        ({"tarif_rp": -14_000}, {"tarif_rp_tidak_negatif": ERROR}),
    ],
)
def test_deliveries(row: Row, rules: dict[str, Severity]) -> None:
    assert broken("pengantaran", row) == rules


def test_what_can_have_arrived_at_most_is_said() -> None:
    row: Row = {"diserahkan": 610, "terkirim": 600, "gagal": 11}
    assert expected("terkirim_dan_gagal_tidak_melebihi_diserahkan", row) == 599


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ({"permohonan": 2_000, "selesai": 2_000, "selesai_24_jam": 2_000}, {}),
        ({"permohonan": 2_000, "selesai": 2_001}, {"selesai_tidak_melebihi_permohonan": WARNING}),
        ({"selesai": 10, "selesai_24_jam": 11}, {"selesai_24_jam_bagian_dari_selesai": ERROR}),
        ({"permohonan": -1}, {"permohonan_tidak_negatif": ERROR}),
    ],
)
def test_services(row: Row, rules: dict[str, Severity]) -> None:
    assert broken("layanan", row) == rules


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ({"pagu_rp": 250_000_000, "realisasi_rp": 250_000_000}, {}),
        ({"pagu_rp": 250_000_000, "realisasi_rp": 250_000_001}, {"realisasi_tidak_melebihi_pagu": WARNING}),
        ({"realisasi_rp": 118_000_000}, {}),
    ],
)
def test_budgets(row: Row, rules: dict[str, Severity]) -> None:
    assert broken("anggaran", row) == rules


def test_a_point_cannot_have_fewer_than_no_officers() -> None:
    assert broken("titik_layanan", {"petugas": -1}) == {"petugas_tidak_negatif": ERROR}
    assert broken("titik_layanan", {"jumlah_titik": 56, "petugas": 0}) == {}


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ({"cetak_ktp": 700, "cetak_baru": 60, "cetak_prr": 250, "cetak_suket": 28, "cetak_ganti": 362}, {}),
        (
            {"cetak_ktp": 701, "cetak_baru": 60, "cetak_prr": 250, "cetak_suket": 28, "cetak_ganti": 362},
            {"cetak_ktp_sama_dengan_rinciannya": WARNING},
        ),
        ({"cetak_ktp": 701, "cetak_prr": 250, "cetak_suket": 28, "cetak_ganti": 362}, {}),
        ({"cetak_ganti": 362, "cetak_hilang": 120, "cetak_rusak": 95, "cetak_perubahan": 147}, {}),
        (
            {"cetak_ganti": 360, "cetak_hilang": 120, "cetak_rusak": 95, "cetak_perubahan": 147},
            {"cetak_ganti_sama_dengan_rinciannya": WARNING},
        ),
    ],
)
def test_printing_adds_up_over_its_reasons_where_all_are_told(row: Row, rules: dict[str, Severity]) -> None:
    assert broken("blangko", row) == rules


@pytest.mark.parametrize("field", ["pemula", "wajib_ktp_meninggal", "wajib_ktp_pindah", "wajib_ktp_datang"])
def test_nobody_turns_17_dies_or_moves_less_than_never(field: str) -> None:
    assert broken("perekaman", {field: -3}) == {f"{field}_tidak_negatif": ERROR}
    assert broken("perekaman", {field: 0}) == {}

"""The five systems: what their sources say reaches the ledger, and what they do not say stays blank."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data_contracts.catalogue import load_register
from metrics.ketepatan import report_status
from metrics.lineage import lineage
from metrics.measure import measure
from metrics.sources import available_periods
from scripts.berkas_contoh import isi_berkas
from scripts.buat_lima_sistem import baca_isi, buat
from tests.examples.conftest import SEKARANG, Dimuat

CONTOH = Path(__file__).parents[2] / "examples"
LIMA = CONTOH / "lima-sistem"


def baris(dimuat: Dimuat, contract: str, **kunci: str) -> pd.Series:
    """The one real row of that key."""
    semua = dimuat.ledger.reported(contract)
    semua = semua[~semua["simulasi"].astype(bool)]
    for nama, nilai in kunci.items():
        semua = semua[semua[nama] == nilai]
    (satu,) = semua.to_dict("records")
    return pd.Series(satu)


def test_the_committed_files_are_what_the_script_writes(tmp_path: Path) -> None:
    buat(tmp_path, sumber=CONTOH / "sumber")
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in LIMA.iterdir()}
    for path in tmp_path.iterdir():
        assert isi_berkas(path) == isi_berkas(LIMA / path.name), f"{path.name} is stale"


def test_every_row_of_the_source_is_in_the_ledger_and_nothing_more(dimuat: Dimuat) -> None:
    rows = sum(dimuat.kiriman(path.name).rows.accepted for path in LIMA.glob("*.xlsx"))
    assert rows == len(baca_isi(CONTOH / "sumber" / "lima_sistem.csv"))
    for path in LIMA.glob("*.xlsx"):
        assert dimuat.tanda_terima[path.name].rows.quarantined == 0


def test_kabupaten_bekasi_hands_132_000_cards_to_pos_at_no_fee(dimuat: Dimuat) -> None:
    bekasi = baris(dimuat, "pengantaran", kode_wilayah="32.16", jenis_dokumen="ktp_el")
    assert (bekasi["kurir"], bekasi["diserahkan"], bekasi["diambil_sendiri"]) == ("pos", 132_000, 2_000)
    assert bekasi["tarif_rp"] == 0
    assert pd.isna(bekasi["penanggung_biaya"])
    assert baris(dimuat, "titik_layanan", kode_wilayah="32.16")["cetak_di_tempat"] == "ya"


def test_kota_bekasi_has_an_officer_in_each_of_1_000_rw_and_1_000_blanks_for_100_000(dimuat: Dimuat) -> None:
    assert baris(dimuat, "perekaman", kode_wilayah="32.75")["prr"] == 100_000
    assert baris(dimuat, "blangko", kode_wilayah="32.75")["sisa_blangko"] == 1_000
    rw = baris(dimuat, "titik_layanan", kode_wilayah="32.75", jenis_titik="petugas_rw")
    assert (rw["jumlah_titik"], rw["petugas"]) == (1_000, 1_000)


def test_its_12_kecamatan_are_open_into_the_evening(dimuat: Dimuat) -> None:
    kecamatan = baris(dimuat, "titik_layanan", kode_wilayah="32.75", jenis_titik="kecamatan")
    assert kecamatan["jumlah_titik"] == 12
    assert (kecamatan["jam_buka"], kecamatan["jam_tutup"]) == ("08.00", "21.00")
    assert (kecamatan["jam_buka_sabtu"], kecamatan["jam_tutup_sabtu"]) == ("08.00", "12.00")
    kelurahan = baris(dimuat, "titik_layanan", kode_wilayah="32.75", jenis_titik="kelurahan")
    assert kelurahan["jumlah_titik"] == 56
    assert pd.isna(kelurahan["jam_buka"])


@pytest.mark.parametrize("kode", ["33.17", "33.28", "33.72"])
def test_three_regencies_budget_for_delivery_and_nobody_says_how_much(dimuat: Dimuat, kode: str) -> None:
    anggaran = baris(dimuat, "anggaran", kode_wilayah=kode)
    assert (anggaran["tahun_anggaran"], anggaran["dianggarkan"]) == ("2020", "ya")
    assert pd.isna(anggaran["pagu_rp"])
    assert pd.isna(anggaran["realisasi_rp"])
    assert baris(dimuat, "pengantaran", kode_wilayah=kode)["penanggung_biaya"] == "apbd"


def test_kota_cilegon_counts_online_and_face_to_face_alike_and_the_applicant_pays_pos(dimuat: Dimuat) -> None:
    for kanal in ("daring", "tatap_muka"):
        assert baris(dimuat, "layanan", kode_wilayah="36.72", kanal=kanal)["permohonan"] == 2_000
    pos = baris(dimuat, "pengantaran", kode_wilayah="36.72", kurir="pos")
    assert (pos["tarif_rp"], pos["penanggung_biaya"]) == (14_000, "warga")
    assert baris(dimuat, "suket", kode_wilayah="36.72")["sisa_suket"] == 4_921


def test_a_regency_outside_the_province_is_in_no_total_list_or_period(dimuat: Dimuat) -> None:
    hari = date(2020, 6, 2)
    stok = lineage(dimuat.ledger, indicator="sisa_blangko", wilayah="36.72", tanggal=hari)
    assert stok["value"].tolist() == [10_791]
    diukur = measure(dimuat.marts, indicators=["sisa_blangko", "sisa_suket"], tanggal=hari, now=SEKARANG)
    assert set(diukur["wilayah"]) == {"33", *(satu.kode for satu in load_register().kabkota)}
    assert diukur["value"].isna().all(), "nobody in the province reported that half-month"

    periode = available_periods(dimuat.marts)
    assert "2020-06-P1" not in map(str, periode)
    status = report_status(dimuat.marts, periods=periode[-1:], now=SEKARANG)
    assert len(status) == 35

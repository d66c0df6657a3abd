"""Formulas in words, and the page of the catalogue."""

from __future__ import annotations

import pytest

from metrics.catalogue import known_indicators, load_indicators
from metrics.rumus import formula_words
from scripts.buat_indikator import TARGET, rendered


def test_the_page_of_the_catalogue_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == rendered(), "run: python scripts/buat_indikator.py"


def test_every_indicator_is_on_the_page() -> None:
    page = rendered()
    for item in load_indicators().values():
        assert f"(`{item.id}`)" in page
        assert formula_words(item) in page
    assert "Buku pemakaman tidak dilaporkan" in page


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("cakupan_kia", "Anak memiliki KIA ÷ Anak 0–17 tahun × 100"),
        ("layanan_ol", "Layanan daring sudah ÷ (Layanan daring sudah + Layanan daring belum) × 100"),
        ("cakupan_ikd", "IKD aktif ÷ Sudah rekam × 100"),
        ("cetak_ktp", "jumlah Cetak KTP-el selama setengah bulan itu"),
        ("biaya_dokumen", "jumlah Biaya dokumen selama selang yang berakhir dalam setengah bulan itu"),
        ("blangko_rusak", "Blangko rusak ÷ Cetak KTP-el × 100"),
        ("antar_biaya_per_dokumen.pos", "Biaya antar ÷ Terkirim, hanya Pos Indonesia"),
        ("petugas_per_rw", "Jumlah petugas ÷ Jumlah titik layanan, hanya Petugas RW"),
        ("jam_buka_pekan", "jam buka sepekan semua titik layanan ÷ Jumlah titik layanan"),
        ("kelengkapan_isian", "kolom yang terisi ÷ 17 kolom angka formulir provinsi × 100"),
        ("kelengkapan_laporan", "laporan diterima ÷ laporan yang seharusnya ada × 100"),
        ("sfe", "SFE pada tanggal data"),
    ],
)  # fmt: skip
def test_a_formula_is_said_with_the_names_people_know(indicator: str, words: str) -> None:
    item = known_indicators()[indicator]
    assert formula_words(item) == f"{item.nama} = {words}"

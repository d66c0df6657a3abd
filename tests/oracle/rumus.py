"""What the catalogue says of each indicator, told once more: what stands over what, and which way is good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """What the catalogue says: which count stands over which, what may stand in, which way is good.

    The value is `per` times the one over the other.
    """

    contract: str
    numerator: str
    denominator: str | None = None
    rest: str | None = None
    difference: tuple[str, str] | None = None
    typed: str | None = None
    other_side: str | None = None
    is_share: bool = True
    is_higher_better: bool = True
    target: str | None = None
    other_contract: str | None = None
    is_running: bool = False
    is_part: bool = True
    per: Fraction = Fraction(100)


def _count(contract: str, name: str) -> Formula:
    return Formula(contract=contract, numerator=name, is_share=False)


FORMULAS = {
    "cakupan_perekaman": Formula(
        contract="perekaman",
        numerator="sudah_rekam",
        denominator="wajib_ktp",
        difference=("wajib_ktp", "belum_rekam"),
        typed="persen_rekam",
        other_side="persen_belum_rekam",
        target="cakupan_perekaman",
    ),
    "belum_rekam": Formula(
        contract="perekaman",
        numerator="belum_rekam",
        denominator="wajib_ktp",
        difference=("wajib_ktp", "sudah_rekam"),
        is_share=False,
        is_higher_better=False,
    ),
    "persen_belum_rekam": Formula(
        contract="perekaman",
        numerator="belum_rekam",
        denominator="wajib_ktp",
        difference=("wajib_ktp", "sudah_rekam"),
        typed="persen_belum_rekam",
        is_higher_better=False,
    ),
    "prr": Formula(
        contract="perekaman", numerator="prr", is_share=False, is_higher_better=False, target="prr"
    ),
    "sisa_suket": Formula(
        contract="suket", numerator="sisa_suket", is_share=False, is_higher_better=False, target="sisa_suket"
    ),
    "sisa_blangko": Formula(contract="blangko", numerator="sisa_blangko", is_share=False),
    "cakupan_kia": Formula(
        contract="dokumen", numerator="kia", denominator="anak_0_17", typed="persen_kia", target="cakupan_kia"
    ),
    "cakupan_akta": Formula(
        contract="dokumen",
        numerator="akta_0_18",
        denominator="anak_0_18",
        typed="persen_akta",
        target="cakupan_akta",
    ),
    "cakupan_kepemilikan": Formula(
        contract="perekaman", numerator="memiliki_ktp", denominator="wajib_ktp", typed="persen_memiliki"
    ),
    "prr_dari_rekam": Formula(
        contract="perekaman",
        numerator="prr",
        denominator="sudah_rekam",
        is_higher_better=False,
        is_running=True,
    ),
    "sfe": _count("perekaman", "sfe"),
    "duplicate_record": _count("perekaman", "duplicate_record"),
    "kertas_putih": _count("dokumen", "kertas_putih_dok"),
    "tte": _count("dokumen", "tte_dok"),
    "pks": _count("dokumen", "pks"),
    "akses_data": _count("dokumen", "akses_data"),
    "layanan_ol": Formula(contract="dokumen", numerator="layanan_ol_sudah", rest="layanan_ol_belum"),
    "layanan_integritas": Formula(
        contract="dokumen", numerator="layanan_integritas_sudah", rest="layanan_integritas_belum"
    ),
    "cakupan_ikd": Formula(
        contract="dokumen",
        numerator="ikd",
        denominator="sudah_rekam",
        other_contract="perekaman",
        target="cakupan_ikd",
        is_running=True,
    ),
}
FLOWS = {
    "perekaman_baru": _count("perekaman", "rekam_baru"),
    "pemula": _count("perekaman", "pemula"),
    "cetak_ktp": _count("blangko", "cetak_ktp"),
    "blangko_diterima": _count("blangko", "blangko_diterima"),
    "suket_terbit": _count("suket", "suket_terbit"),
    "suket_ditukar": _count("suket", "suket_ditukar"),
}
SPOILT = "blangko_rusak"
RATE = Formula(contract="blangko", numerator="blangko_rusak", denominator="cetak_ktp", is_part=False)
FILLED = "kelengkapan_isian"
FORM = {
    "perekaman": ("wajib_ktp", "sudah_rekam", "prr"),
    "suket": ("sisa_suket",),
    "blangko": ("sisa_blangko",),
    "dokumen": (
        "anak_0_17", "kia", "anak_0_18", "akta_0_18", "kertas_putih_dok", "tte_dok", "layanan_ol_sudah",
        "layanan_ol_belum", "layanan_integritas_sudah", "layanan_integritas_belum", "pks", "akses_data",
    ),
}  # fmt: skip
"""The counts of the province's form."""
A_RATE = Formula(contract="", numerator="", is_part=False, per=Fraction(1))
SERVICES = {
    "antar_terkirim": Formula(contract="pengantaran", numerator="terkirim"),
    "antar_biaya_per_dokumen": A_RATE,
    "antar_gratis": Formula(contract="pengantaran", numerator="terkirim"),
    "biaya_dokumen": Formula(
        contract="pengantaran",
        numerator="biaya_dokumen_rp",
        is_share=False,
        is_higher_better=False,
        target="biaya_dokumen",
    ),
    "layanan_daring": Formula(contract="layanan", numerator="permohonan"),
    "layanan_24_jam": Formula(contract="layanan", numerator="selesai_24_jam"),
    "kecamatan_terlayani": Formula(contract="titik_layanan", numerator="jumlah_titik"),
    "jam_buka_pekan": replace(A_RATE, per=Fraction(1, 60)),
    "petugas_per_rw": A_RATE,
    "anggaran_terserap": Formula(contract="anggaran", numerator="realisasi_rp"),
}
"""What is counted over rows with further keys; which rows stand is told beside them."""
SERVICE_SHARES = (
    "antar_terkirim",
    "antar_gratis",
    "layanan_daring",
    "layanan_24_jam",
    "kecamatan_terlayani",
)
"""Those of them that are parts of a whole and should be high."""
COVER = "hari_cukup_blangko"
REPORTS = {"kelengkapan_laporan": False, "ketepatan_laporan": True}
"""Whether only reports in time count."""
INDICATORS = frozenset({*FORMULAS, *FLOWS, SPOILT, FILLED, *SERVICES, COVER, *REPORTS})

"""The numbers behind a flag and the thresholds they were held against, in words and with their units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from dashboard import phrases
from data_contracts.catalogue import load_contracts
from data_contracts.tulisan import KOSONG, format_bilangan, format_persen, format_tanggal
from metrics.catalogue import Indicator, Unit
from metrics.sinyal import Rule
from metrics.tanda import Fact, Flag

VALUE, CHANGE, PEOPLE, POINTS, PERCENT = "value", "change", "people", "poin", "percent"
MOST_DECIMALS: Final = 4


@dataclass(frozen=True, slots=True)
class Label:
    """What a fact of the evidence is called; `unit` is one of the above, or the words behind the number."""

    name: str
    unit: str = ""


LABELS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "nilai": Label("Nilai", VALUE),
        "target": Label("Target", VALUE),
        "pembilang": Label("Pembilang"),
        "penyebut": Label("Penyebut"),
        "kurang_orang": Label("Jarak ke target", PEOPLE),
        "ambang_orang": Label("Ambang jarak, orang", PEOPLE),
        "kurang_poin": Label("Jarak ke target, poin", POINTS),
        "ambang_poin": Label("Ambang, poin", POINTS),
        "perubahan": Label("Perubahan terakhir", CHANGE),
        "rata_rata": Label("Rata-rata perubahan", CHANGE),
        "batas_bawah": Label("Batas bawah naik turun biasa", CHANGE),
        "batas_atas": Label("Batas atas naik turun biasa", CHANGE),
        "titik": Label("Titik yang dilihat", "titik"),
        "sinyal": Label("Sinyal bagan kendali"),
        "persentil": Label("Persentil di antara semua daerah (0 terburuk)"),
        "cusum_berbunyi": Label("CUSUM berbunyi"),
        "tersisa": Label("Tersisa sampai target", PEOPLE),
        "tenggat": Label("Tenggat"),
        "hari_kerja": Label("Hari kerja sampai tenggat", "hari"),
        "laju_perlu": Label("Laju yang diperlukan", "per hari kerja"),
        "laju_terbaik": Label("Laju terbaik setahun terakhir", "per hari kerja"),
        "laju_sekarang": Label("Laju sekarang", "per hari kerja"),
        "jatuh_tempo": Label("Jatuh tempo"),
        "berturut_turut": Label("Berturut-turut", "periode"),
        "angka_sama": Label("Angka yang sama", "kolom"),
        "angka_berbeda": Label("Angka yang berbeda", "kolom"),
        "laporan_sebelumnya": Label("Laporan sebelumnya"),
        "ambang_kolom": Label("Ambang kolom sama", "kolom"),
        "tertulis": Label("Persentase tertulis", PERCENT),
        "hitung_ulang": Label("Hasil hitung ulang", PERCENT),
        "sekarang": Label("Sekarang", PEOPLE),
        "sebelumnya": Label("Sebelumnya", PEOPLE),
        "meninggal_dan_pindah": Label("Dilaporkan meninggal dan pindah", PEOPLE),
        "ubah_persen": Label("Perubahan", PERCENT),
        "ambang_persen": Label("Ambang perubahan", PERCENT),
        "ada_dkb_baru": Label("Ada DKB baru"),
        "wajib_ktp": Label("Wajib KTP", "jiwa"),
        "penduduk": Label("Penduduk", "jiwa"),
        "bagian_persen": Label("Wajib KTP dari penduduk", PERCENT),
        "ambang_bawah": Label("Ambang bawah, bagian"),
        "ambang_atas": Label("Ambang atas, bagian"),
        "urutan_dari_bawah": Label("Urutan dari bawah di antara sebaya"),
        "jumlah_daerah": Label("Daerah yang dibandingkan, dirinya termasuk", "daerah"),
        "median_sebaya": Label("Median sebaya", VALUE),
        "batas_corong_95": Label("Batas bawah corong 95 %", VALUE),
        "di_luar_corong": Label("Di bawah batas corong"),
        "di_kuartil_terbawah": Label("Di kuartil terbawah sebaya"),
        "stok": Label("Stok", "keping"),
        "pemakaian_per_hari": Label("Pemakaian", "keping per hari kerja"),
        "hari_cukup": Label("Cukup untuk", "hari kerja"),
        "hari_cukup_provinsi": Label("Kecukupan provinsi", "hari kerja"),
        "selang_persen": Label("Selang perkiraan", PERCENT),
        "ambang_jingga_hari": Label("Ambang kuning sesudah kiriman", "hari kerja"),
        "ambang_kali": Label("Ambang, kali kecukupan provinsi", "kali"),
        "dari_kenaikan_sisa": Label("Dihitung dari kenaikan sisa Suket"),
        "blangko_awal": Label("Blangko di awal periode", "keping"),
        "blangko_akhir": Label("Blangko di akhir periode", "keping"),
        "expected": Label("Akhir menurut mutasi"),
        "difference": Label("Selisih"),
        "carried": Label("Selisih awal dengan akhir laporan sebelumnya"),
        "dasar": Label("Penyebut yang dipakai"),
    }
)
_SIGNALS = frozenset(Rule)


def facts_said(flag: Flag) -> Sequence[tuple[str, str]]:
    """Label and value of every fact of a flag, in the order of its evidence."""
    return [_said(name, fact, flag.indicator) for name, fact in flag.facts.items()]


def _said(name: str, fact: Fact, indicator: Indicator) -> tuple[str, str]:
    label = LABELS.get(name) or _label_of_field(name)
    return label.name, _value(fact, label.unit, indicator)


def _label_of_field(name: str) -> Label:
    """A field by its business name; what is no field by its own."""
    for contract in load_contracts().values():
        for field in contract.fields:
            if field.name == name:
                return Label(field.business_name, field.unit or "")
    return Label(name.replace("_", " ").capitalize())


def _value(fact: Fact, unit: str, indicator: Indicator) -> str:
    if fact is None:
        return KOSONG
    if isinstance(fact, bool):
        return "ya" if fact else "tidak"
    if isinstance(fact, str):
        return _word(fact)
    return _number(fact, unit, indicator)


def _number(fact: float, unit: str, indicator: Indicator) -> str:
    is_share = indicator.unit is Unit.PERSEN
    match unit:
        case "value":
            return phrases.with_unit(fact, unit=indicator.unit)
        case "percent":
            return format_persen(fact)
        case "people":
            return phrases.counted(int(fact), indicator.count_unit)
        case "change":
            return f"{_short(fact)} {POINTS if is_share else indicator.count_unit}"
        case _:
            return f"{_short(fact)} {unit}".strip()


def _short(number: float) -> str:
    """As few decimals as the number needs, never more than it is known with."""
    decimals = next(n for n in range(MOST_DECIMALS + 1) if n == MOST_DECIMALS or round(number, n) == number)
    return format_bilangan(number, decimals=decimals).replace("-", "−")


def _word(fact: str) -> str:
    """A day as people write it; a signal by its words; else as it stands."""
    try:
        return format_tanggal(date.fromisoformat(fact))
    except ValueError:
        return Rule(fact).label if fact in _SIGNALS else fact

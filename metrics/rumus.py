"""Formulas in words, as officials read them: on the page of a figure and in the catalogue."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from data_contracts.catalogue import load_contracts
from data_contracts.daftar import load_vocabulary
from metrics.bidang import Way
from metrics.catalogue import DaysOfCover, FillShare, Indicator, ReportShare, Share, Tally
from metrics.formulas import Formula, JoinedShare
from metrics.penjumlahan import CustomRate, CustomShare, Function, Sum

CUSTOM: Final[Mapping[Function, str]] = MappingProxyType(
    {
        Function.ANGGARAN_TERSERAP: (
            "Realisasi ÷ pagu dari tahun anggaran yang sama dengan tahun tanggal data × 100"
        ),
        Function.ANTAR_GRATIS: (
            "dokumen terkirim yang tidak dibayar warga ÷ dokumen terkirim yang penanggung biaya atau "
            "tarif nolnya diketahui × 100"
        ),
        Function.JAM_BUKA_PEKAN: "jam buka sepekan semua titik layanan ÷ Jumlah titik layanan",
        Function.KECAMATAN_TERLAYANI: (
            "titik layanan berjenis kecamatan ÷ jumlah kecamatan menurut daftar wilayah × 100"
        ),
        Function.LAYANAN_DARING: "Permohonan daring ÷ Permohonan daring dan tatap muka × 100",
    }
)


def formula_words(item: Indicator) -> str:
    """`Cakupan KIA = Anak memiliki KIA ÷ Anak 0–17 tahun × 100`."""
    return f"{item.nama} = {_words(item.formula)}"


def _words(formula: Formula) -> str:
    match formula:
        case Tally() as tally:
            return f"{_added(tally)}{_only(tally)}"
        case ReportShare() | FillShare() as reports:
            return _of_reports(reports)
        case DaysOfCover() as cover:
            printed = f"median kartu tercetak per hari kerja selama {cover.weeks} minggu terakhir"
            return f"{cover.numerator.business_name} ÷ {printed}"
        case Share() | JoinedShare() as share:
            return f"{share.numerator.business_name} ÷ {_whole(share)} × 100"
        case level:
            return f"{level.numerator.business_name} pada tanggal data"


def _of_reports(formula: ReportShare | FillShare) -> str:
    if isinstance(formula, FillShare):
        return f"kolom yang terisi ÷ {len(formula.fields)} kolom angka formulir provinsi × 100"
    counted = "diterima tepat waktu" if formula.counts == "on_time" else "diterima"
    return f"laporan {counted} ÷ laporan yang seharusnya ada × 100"


def _whole(share: Share | JoinedShare) -> str:
    refs = share.whole if isinstance(share, Share) else (share.denominator,)
    names = " + ".join(ref.business_name for ref in refs)
    return names if len(refs) == 1 else f"({names})"


def _added(tally: Tally) -> str:
    if isinstance(tally, CustomShare | CustomRate):
        return CUSTOM[tally.function]
    top = tally.numerator.business_name.removesuffix(" (Rp)")
    if isinstance(tally, Sum):
        span = "setengah bulan itu" if tally.is_routine else "selang yang berakhir dalam setengah bulan itu"
        return f"jumlah {top} selama {span}"
    base = tally.denominator.business_name if tally.denominator else ""
    hundred = " × 100" if tally.way is Way.SHARE or tally.per == 100 else ""
    return f"{top} ÷ {base}{hundred}"


def _only(tally: Tally) -> str:
    """`, hanya Petugas RW`."""
    contract = load_contracts()[tally.contract]
    labels = [
        load_vocabulary(contract.field(name).vocabulary or name).label(code)
        for name, codes in tally.only.items()
        for code in codes
    ]
    return f", hanya {' dan '.join(labels)}" if labels else ""

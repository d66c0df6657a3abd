"""All 35 on one indicator, one under the other."""

from collections.abc import Sequence

from dashboard import links, phrases
from dashboard.components.headline import change_text
from dashboard.components.markup import Html
from dashboard.components.spark import sparkline
from dashboard.components.tables import Cell, Column, table
from dashboard.components.words import badge
from dashboard.regencies import Standing
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan
from metrics.catalogue import Indicator, Unit

COUNT_COLUMNS = (
    Column("Pembilang", help="Jumlah yang dihitung", is_number=True),
    Column("Penyebut", help="Jumlah seluruhnya", is_number=True),
)
SPARK_WIDTH, SPARK_HEIGHT = 84, 24


def regency_table(indicator: Indicator, rows: Sequence[Standing], *, periode: str) -> Html:
    """One row per kabupaten/kota by code; a value opens its source, a name its profile."""
    return table(
        _columns(indicator),
        [_row(row, periode=periode) for row in rows],
        caption=indicator.nama,
        layout="daerah",
    )


def _columns(indicator: Indicator) -> list[Column]:
    counts = COUNT_COLUMNS if _has_counts(indicator) else ()
    left = f"Berapa {indicator.count_unit} lagi sampai target tercapai"
    return [
        Column("Kode"),
        Column("Kabupaten/Kota", "nama"),
        Column(indicator.nama_pendek, "nilai", indicator.arti, is_number=True),
        *counts,
        Column("Perubahan", "ubah", "Dibanding setengah bulan sebelumnya", is_number=True),
        Column("Jarak ke target", help=left, is_number=True),
        Column("Perkembangan", help="Sampai 24 setengah bulan terakhir; terputus berarti tidak ada angka"),
        Column("Status", "status"),
    ]


def _has_counts(indicator: Indicator) -> bool:
    return indicator.unit is Unit.PERSEN


def _row(row: Standing, *, periode: str) -> list[Cell]:
    kode, indicator = row.wilayah.kode, row.indicator
    tanggal = Periode.parse(periode).end
    value = None if row.value is None else phrases.with_unit(row.value, unit=indicator.unit)
    counts = [Cell(_count(row.numerator)), Cell(_count(row.denominator))] if _has_counts(indicator) else []
    return [
        Cell(kode),
        Cell(row.wilayah.nama_pendek, href=links.profile(kode, periode=periode)),
        Cell(
            value,
            href=links.source(indicator.id, wilayah=kode, tanggal=tanggal),
            title=row.reason or "Lacak sumber",
        ),
        *counts,
        Cell(_change(row)),
        Cell(_count(row.people_to_target)),
        Cell(sparkline(row.trend, alt="", width=SPARK_WIDTH, height=SPARK_HEIGHT)),
        Cell(badge(row.outcome)),
    ]


def _count(value: int | None) -> str | None:
    return None if value is None else format_bilangan(value)


def _change(row: Standing) -> Html | None:
    if row.change_points is None:
        return None
    text = phrases.short_change(row.change_points, unit=row.indicator.unit)
    return change_text(text, is_good=row.change_is_good)

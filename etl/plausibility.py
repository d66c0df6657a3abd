"""What a row can be held against besides its own arithmetic: the day it arrived, the register, the stock."""

from collections.abc import Iterable
from datetime import date, datetime

from data_contracts.catalogue import load_register
from data_contracts.contract import Severity
from data_contracts.tulisan import WIB, format_bilangan, format_persen, format_tanggal
from etl.lines import Line, Observation, Places, observe
from warehouse.records import Finding

WAJIB_KTP_SHARE = (0.65, 0.80)
"""Usual share of wajib KTP in the population (Kepmendagri 300.2.2-2138/2025 gives the population)."""


def check_plausibility(
    lines: Iterable[Line], *, received_at: datetime, places: Places
) -> tuple[Observation, ...]:
    """Days after the arrival, wajib KTP far from the population, Suket issued while blangko is in stock."""
    kept = tuple(lines)
    return (
        *_check_days(kept, received_on=received_at.astimezone(WIB).date(), places=places),
        *_check_each(kept, places),
    )


def _check_days(lines: Iterable[Line], *, received_on: date, places: Places) -> tuple[Observation, ...]:
    """One observation per dated cell; rows that take their day from a title or the sender share one."""
    shared: dict[tuple[str, str | None, date | None, date | None], list[Line]] = {}
    for line in lines:
        if line.tanggal is not None and line.tanggal > received_on:
            cell = _cell_of_day(line, places)
            shared.setdefault((line.source[0], cell, line.tanggal_awal, line.tanggal), []).append(line)
    return tuple(
        _late_day(group, cell=key[1], received_on=received_on, places=places) for key, group in shared.items()
    )


def _cell_of_day(line: Line, places: Places) -> str | None:
    return places.cell(line.source, field="tanggal") or places.cell(line.source, field="periode")


def _late_day(lines: list[Line], *, cell: str | None, received_on: date, places: Places) -> Observation:
    line = lines[0]
    first, last = line.first_day, line.tanggal
    begins_later = first is not None and first > received_on
    finding = Finding(
        rule="tanggal_di_masa_depan" if begins_later else "periode_belum_selesai",
        severity=Severity.ERROR if begins_later else Severity.WARNING,
        field="tanggal",
        sheet=line.source[0],
        cell=cell,
        wilayah=line.kode_wilayah if cell else None,
        tanggal=last,
        value=places.text(line.source, field="tanggal") if cell else None,
        message=_future(last, received_on) if begins_later else _unfinished(last, received_on),
    )
    return Observation(finding=finding, rows=frozenset(each.source for each in lines))


def _future(day: date | None, received_on: date) -> str:
    return (
        f"Tanggal data {format_tanggal(day)} belum tiba ketika berkas diterima "
        f"({format_tanggal(received_on)}). Perbaiki tanggal atau periodenya, lalu kirim lagi."
    )


def _unfinished(day: date | None, received_on: date) -> str:
    return (
        f"Periode laporan baru selesai {format_tanggal(day)}, sedangkan berkas diterima "
        f"{format_tanggal(received_on)}. Kirim lagi setelah periode selesai bila angkanya masih berubah."
    )


def _check_each(lines: Iterable[Line], places: Places) -> list[Observation]:
    found = (check(line, places) for line in lines for check in (_check_share, _check_suket))
    return [observation for observation in found if observation is not None]


def _check_share(line: Line, places: Places) -> Observation | None:
    wajib = line.number("wajib_ktp")
    penduduk = None if line.kode_wilayah is None else load_register().get(line.kode_wilayah).penduduk
    lowest, highest = WAJIB_KTP_SHARE
    if wajib is None or not penduduk or lowest <= wajib / penduduk <= highest:
        return None
    message = (
        f"Wajib KTP {line.wilayah} {format_bilangan(wajib)} adalah {format_persen(100 * wajib / penduduk)} "
        f"dari {format_bilangan(penduduk)} penduduk; biasanya 65–80 %. Periksa apakah angkanya di baris dan "
        "kolom yang benar."
    )
    return observe(
        line,
        rule="wajib_ktp_rasio",
        severity=Severity.WARNING,
        field="wajib_ktp",
        message=message,
        places=places,
    )


def _check_suket(line: Line, places: Places) -> Observation | None:
    """Suket may only be issued where no blank is left (letter of the Dirjen Dukcapil, November 2022)."""
    issued, stock = line.number("suket_terbit"), line.number("sisa_blangko")
    if not issued or not stock or issued < 0 or stock < 0:
        return None
    message = (
        f"{line.wilayah} menerbitkan {format_bilangan(issued)} Suket padahal masih ada "
        f"{format_bilangan(stock)} keping blangko. Suket hanya untuk saat blangko habis: cetak "
        "KTP-el, atau jelaskan sebabnya."
    )
    return observe(
        line,
        rule="suket_saat_blangko_ada",
        severity=Severity.WARNING,
        field="suket_terbit",
        message=message,
        places=places,
    )

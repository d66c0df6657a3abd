"""What is in the template before anybody writes: its days, its rows, and what was reported last."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_contracts.catalogue import load_register
from data_contracts.contract import Contract, Field, Measure, Rhythm
from data_contracts.daftar import ALL, load_vocabulary
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_tanggal
from data_contracts.wilayah import Wilayah
from warehouse import tables
from warehouse.marts import Marts

MOST_ROWS = 40
"""A sheet with more combinations of its keys is filled in for all documents together instead."""

_MONTHS = {Rhythm.HALF_MONTHLY: 0, Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.HALF_YEARLY: 6}
_PROGRAMMES = ("PELAYANAN ADMINISTRASI KEPENDUDUKAN", "PENCETAKAN DOKUMEN", "PENGANTARAN DOKUMEN")


@dataclass(frozen=True, slots=True)
class Known:
    """A figure reported before this period and its data date."""

    value: object
    tanggal: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """One row to fill in: whose it is, its dimensions as an official reads them, what was reported last."""

    wilayah: Wilayah
    dimensions: Mapping[str, str]
    last: Mapping[str, Known]


def days_of(contract: Contract, *, periode: Periode) -> tuple[date, date]:
    """First and last day the sheet speaks of.

    A monthly subject is asked for the whole month when it ends with the period; figures of a part of a month
    and of the whole of it could never be told apart later.
    """
    months = _MONTHS[contract.sla.rhythm]
    if not months:
        return periode.start, periode.end
    first_month = periode.bulan - (periode.bulan - 1) % months
    return date(periode.tahun, first_month, 1), periode.end


def is_due(contract: Contract, *, periode: Periode) -> bool:
    """Whether a template of that period asks for the subject: monthly flows only when the month is over."""
    has_flows = bool(contract.of_measure(Measure.FLOW))
    return not has_flows or contract.sla.rhythm is Rhythm.HALF_MONTHLY or periode.paruh == 2


def asked_fields(contract: Contract) -> tuple[Field, ...]:
    """What is to be filled in: everything but percentages, which are worked out from their counts."""
    return tuple(field for field in contract.measured if field.measure is not Measure.RATIO)


def template_rows(
    contract: Contract, *, wilayah: Wilayah, periode: Periode, marts: Marts | None
) -> tuple[TemplateRow, ...]:
    """The rows of one sheet: the usual ones and those reported before, each once."""
    before = _reported_before(contract, wilayah=wilayah, periode=periode, marts=marts)
    usual = dict.fromkeys((*_usual_keys(contract, wilayah=wilayah, periode=periode), *before))
    register = load_register()
    return tuple(
        TemplateRow(
            wilayah=register.get(kode),
            dimensions={
                field.name: _label(field, code)
                for field, code in zip(contract.dimensions, codes, strict=True)
            },
            last=before.get((kode, codes), {}),
        )
        for kode, codes in usual
    )


_Key = tuple[str, tuple[str, ...]]


def _usual_keys(contract: Contract, *, wilayah: Wilayah, periode: Periode) -> Iterator[_Key]:
    if contract.name == "titik_layanan":
        yield from _service_points(wilayah)
    elif contract.name == "anggaran":
        yield from ((wilayah.kode, (str(periode.tahun), programme)) for programme in _PROGRAMMES)
    else:
        lists = [_codes(field) for field in contract.dimensions]
        if _product_size(lists) > MOST_ROWS:
            lists[-1] = (ALL,)
        yield from ((wilayah.kode, codes) for codes in product(*lists))


def _service_points(wilayah: Wilayah) -> Iterator[_Key]:
    """The office, the mall of public services, and one point a kecamatan."""
    own = wilayah.nama.upper()
    yield wilayah.kode, ("dinas", f"DISDUKCAPIL {own}")
    yield wilayah.kode, ("mpp", f"MPP {own}")
    for kecamatan in (each for each in load_register().kecamatan if each.induk == wilayah.kode):
        yield kecamatan.kode, ("kecamatan", kecamatan.nama.upper())


def _codes(field: Field) -> tuple[str, ...]:
    if field.vocabulary is None:
        return (ALL,)
    return tuple(code for code in load_vocabulary(field.vocabulary).codes if code != ALL)


def _product_size(lists: Sequence[Sequence[str]]) -> int:
    size = 1
    for each in lists:
        size *= len(each)
    return size


def _label(field: Field, code: str) -> str:
    return code if field.vocabulary is None else load_vocabulary(field.vocabulary).label(code)


def _reported_before(
    contract: Contract, *, wilayah: Wilayah, periode: Periode, marts: Marts | None
) -> dict[_Key, dict[str, Known]]:
    """By key the latest figures with a data date before the period; later rows override earlier ones."""
    known: dict[_Key, dict[str, Known]] = {}
    if marts is None:
        return known
    for table in (tables.posisi(contract.name), tables.kegiatan(contract.name)):
        rows = marts.frame(
            sa.select(table)
            .where(_is_of(table, wilayah), table.c.tanggal < periode.start)
            .order_by(table.c.tanggal)
        )
        for record in rows.to_dict("records"):
            codes = tuple(str(record[field.name]) for field in contract.dimensions)
            own = known.setdefault((str(record["kode_wilayah"]), codes), {})
            own |= dict(_figures(record, contract))
    return known


def _is_of(table: sa.Table, wilayah: Wilayah) -> sa.ColumnElement[bool]:
    inside = [each.kode for each in load_register().kecamatan if each.induk == wilayah.kode]
    has_points = "nama_titik" in table.c
    return table.c.kode_wilayah.in_([wilayah.kode, *(inside if has_points else ())])


def _figures(record: Mapping[Hashable, Any], contract: Contract) -> Iterator[tuple[str, Known]]:
    day = record["tanggal"]
    tanggal = day.date() if isinstance(day, pd.Timestamp) else day
    for field in asked_fields(contract):
        value = record.get(field.name)
        if value is not None and not pd.isna(value) and isinstance(tanggal, date):
            yield field.name, Known(value, tanggal)


def shown(known: Known | None) -> str:
    """A last value as a note: "916.543 (15 Oktober 2026)"; an en dash where nothing was reported."""
    if known is None:
        return "–"
    return f"{_written(known.value)} ({format_tanggal(known.tanggal)})"


def _written(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return format_tanggal(value.date())
    if isinstance(value, float):
        return format_bilangan(value, decimals=0 if value.is_integer() else 2)
    return format_bilangan(value) if isinstance(value, int) else str(value)

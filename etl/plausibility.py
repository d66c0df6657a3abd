"""What a row can be held against besides its own arithmetic: the day it arrived, the register, the stock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import cast

import numpy as np
import pandas as pd

from data_contracts.aturan import default_rules
from data_contracts.catalogue import load_register
from data_contracts.contract import Severity
from data_contracts.tulisan import WIB, format_bilangan, format_persen, format_tanggal
from etl.lines import Line, Places, line_at
from etl.observations import Hits, Observation, tell, warning
from etl.table import Positions, Table, places_of
from warehouse.records import Finding

WAJIB_KTP_SHARE = (
    default_rules().wajib_ktp_penduduk_bawah,
    default_rules().wajib_ktp_penduduk_atas,
)
"""Usual share of wajib KTP in the population (Kepmendagri 300.2.2-2138/2025 gives the population)."""

_DAY_COLUMNS = ("tanggal", "periode")


def check_plausibility(
    tables: Sequence[Table], *, received_at: datetime, places: Places
) -> tuple[Observation, ...]:
    """Days after the arrival, wajib KTP far from the population, Suket issued while blangko is in stock."""
    if not tables:
        return ()
    return (
        *_check_days(places_of(tables), received_on=received_at.astimezone(WIB).date(), places=places),
        *(
            observation
            for table in tables
            for hits in (_share_hits(table), _suket_hits(table))
            if hits is not None
            for observation in tell(hits, table=table, places=places)
        ),
    )


def _check_days(rows: Table, *, received_on: date, places: Places) -> Iterator[Observation]:
    """One observation per dated cell; rows that take their day from a title or the sender share one."""
    late = np.flatnonzero((rows.frame["tanggal"] > pd.Timestamp(received_on)).to_numpy())
    if not len(late):
        return
    days = rows.frame.iloc[late]
    begins_later = days["tanggal_awal"].fillna(days["tanggal"]) > pd.Timestamp(received_on)
    for key, within in days.groupby(["sheet", begins_later], sort=False).indices.items():
        sheet, later = cast("tuple[str, bool]", key)
        positions = late[within]
        column = next((name for name in _DAY_COLUMNS if (sheet, name) in places.columns), None)
        told = _Late(rows=rows, begins_later=bool(later), received_on=received_on)
        yield from told.each(positions, field=column, places=places) if column else told.together(positions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Late:
    """Rows of one sheet whose day was still to come when the file arrived."""

    rows: Table
    begins_later: bool
    received_on: date

    @property
    def rule(self) -> str:
        return "tanggal_di_masa_depan" if self.begins_later else "periode_belum_selesai"

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.begins_later else Severity.WARNING

    def each(self, positions: Positions, *, field: str, places: Places) -> Iterator[Observation]:
        """Each at the cell of its day."""
        hits = Hits(
            rule=self.rule, severity=self.severity, field=field, positions=positions, sentence=self._sentence
        )
        return tell(hits, table=self.rows, places=places)

    def together(self, positions: Positions) -> Iterator[Observation]:
        """All of one interval at once: their day stands in no cell of theirs."""
        frame = self.rows.frame.iloc[positions]
        for _, places in frame.groupby(["tanggal_awal", "tanggal"], sort=False, dropna=False).indices.items():
            line = line_at(self.rows, int(positions[places[0]]))
            finding = Finding(
                rule=self.rule,
                severity=self.severity,
                field="tanggal",
                sheet=line.source[0],
                tanggal=line.tanggal,
                message=self._sentence(line, 0),
            )
            yield Observation(finding=finding, rows=self.rows.sources(positions[places]))

    def _sentence(self, line: Line, _: int) -> str:
        if self.begins_later:
            return (
                f"Tanggal data {format_tanggal(line.tanggal)} belum tiba ketika berkas diterima "
                f"({format_tanggal(self.received_on)}). Perbaiki tanggal atau periodenya, lalu kirim lagi."
            )
        return (
            f"Periode laporan baru selesai {format_tanggal(line.tanggal)}, sedangkan berkas diterima "
            f"{format_tanggal(self.received_on)}. Kirim lagi setelah periode selesai bila angkanya masih "
            "berubah."
        )


def _share_hits(table: Table) -> Hits | None:
    if "wajib_ktp" not in table.fields:
        return None
    people = table.frame["kode_wilayah"].map(_population()).to_numpy(dtype=np.float64, na_value=np.nan)
    counted = table.frame["wajib_ktp"].to_numpy(dtype=np.float64, na_value=np.nan)
    lowest, highest = WAJIB_KTP_SHARE
    with np.errstate(invalid="ignore"):
        share = counted / people
        unusual = (share < lowest) | (share > highest)
    return warning("wajib_ktp_rasio", field="wajib_ktp", where=unusual, sentence=_share_sentence)


@cache
def _population() -> dict[str, float]:
    """Where the register knows it, above zero."""
    register = load_register()
    known = (register.provinsi, *register.kabkota, *register.kecamatan)
    return {one.kode: float(one.penduduk) for one in known if one.penduduk}


def _share_sentence(line: Line, _: int) -> str:
    wajib, penduduk = line.number("wajib_ktp") or 0, _population()[line.kode_wilayah or ""]
    return (
        f"Wajib KTP {line.wilayah} {format_bilangan(wajib)} adalah {format_persen(100 * wajib / penduduk)} "
        f"dari {format_bilangan(penduduk)} penduduk; biasanya 65–80 %. Periksa apakah angkanya di baris dan "
        "kolom yang benar."
    )


def _suket_hits(table: Table) -> Hits | None:
    """Suket may only be issued where no blank is left (letter of the Dirjen Dukcapil, November 2022)."""
    if not {"suket_terbit", "sisa_blangko"} <= set(table.fields):
        return None
    positive = [(table.frame[name] > 0).fillna(value=False) for name in ("suket_terbit", "sisa_blangko")]
    both = (positive[0] & positive[1]).to_numpy(dtype=bool)
    return warning("suket_saat_blangko_ada", field="suket_terbit", where=both, sentence=_suket_sentence)


def _suket_sentence(line: Line, _: int) -> str:
    return (
        f"{line.wilayah} menerbitkan {format_bilangan(line.number('suket_terbit'))} Suket padahal masih ada "
        f"{format_bilangan(line.number('sisa_blangko'))} keping blangko. Suket hanya untuk saat blangko "
        "habis: cetak KTP-el, atau jelaskan sebabnya."
    )

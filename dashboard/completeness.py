"""Three completenesses, kept apart: of reports, of the fields within them, of reporting over time."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import answers, links
from dashboard.components.facts import Fact, fact_grid
from dashboard.components.headline import section_heading
from dashboard.components.markup import Html, element, link
from dashboard.session import Session
from data_contracts.catalogue import load_contracts
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_persen
from metrics.window import plain_rows


def completeness(session: Session, *, window: tuple[Periode, ...], wilayah: str | None) -> list[Html]:
    """The three figures, and below them each field that somebody left blank."""
    status = answers.punctuality(session, shown=window)
    own = status if wilayah is None else status[status["wilayah"] == wilayah]
    # The province is looked at in one half-month, one regency over all of them: both give enough to compare.
    spans = window[-1:] if wilayah is None else window
    fill = answers.fill(session, shown=spans, wilayah=wilayah)
    unit = "daerah" if wilayah is None else "periode"
    facts = (
        _reports(own, window[-1], is_province=wilayah is None),
        _fields(fill, unit=unit),
        _steadiness(own, window),
    )
    return [
        section_heading(
            "Kelengkapan", "Tiga hal yang berbeda: laporannya datang, isinya terisi, dan terus datang."
        ),
        fact_grid(facts),
        _blank_fields(fill, unit=unit),
    ]


def _accepted(status: pd.DataFrame) -> int:
    return int(status["accepted"].fillna(value=False).sum())


def _reports(status: pd.DataFrame, periode: Periode, *, is_province: bool) -> Fact:
    now = status[status["periode"] == str(periode)]
    came, owed = _accepted(now), len(now)
    value = f"{came} dari {owed}" if is_province else ("sudah" if came else "belum")
    return Fact("Laporan periode ini", value, f"laporan {periode.label} diterima")


def _fields(fill: pd.DataFrame, *, unit: str) -> Fact:
    known = fill[fill["n_reported"].fillna(0) > 0]
    full, some = (
        int((known["share"] == 100).sum()),
        int(known["share"].between(0, 100, inclusive="neither").sum()),
    )
    never = len(fill) - full - some
    value = f"{format_bilangan(full)} dari {format_bilangan(len(fill))} bidang"
    sentence = f"terisi di semua {unit} yang melapor; {some} di sebagian, {never} belum pernah"
    return Fact("Isian di dalam laporan", value, sentence)


def _steadiness(status: pd.DataFrame, window: Sequence[Periode]) -> Fact:
    owed = status[status["status"] != "not_due"]
    share = 100 * _accepted(owed) / len(owed) if len(owed) else None
    sentence = f"dari {format_bilangan(len(owed))} laporan dalam {len(window)} periode terakhir diterima"
    return Fact("Pelaporan dari waktu ke waktu", format_persen(share), sentence)


def _blank_fields(fill: pd.DataFrame, *, unit: str) -> Html:
    """Folded: fields filled in by some, then those nobody filled in, per contract."""
    partly = fill[(fill["share"] > 0) & (fill["share"] < 100)].sort_values("share", kind="stable")
    never = fill[fill["n_filled"].fillna(0) == 0]
    summary = element(
        "summary", element("b", f"{len(partly)} bidang terisi sebagian, {len(never)} belum pernah terisi")
    )
    items = (
        element("li", _name(row), element("span", _said(row, unit=unit), class_="pt-end"))
        for row in plain_rows(partly)
    )
    groups = (_never(str(name), group) for name, group in never.groupby("contract", sort=False))
    return element("details", summary, element("ul", *items, class_="pt-list"), *groups, class_="pt-fold")


def _name(row: Mapping[str, Any]) -> Html:
    business_name = load_contracts()[row["contract"]].field(row["field"]).business_name
    return link(business_name, href=links.dictionary(row["field"], kontrak=row["contract"]))


def _said(row: Mapping[str, Any], *, unit: str) -> str:
    share = format_persen(row["share"], decimals=1)
    return f"{format_bilangan(row['n_filled'])} dari {format_bilangan(row['n_reported'])} {unit} ({share})"


def _never(contract: str, group: pd.DataFrame) -> Html:
    names = ", ".join(load_contracts()[contract].field(name).business_name for name in group["field"])
    title = load_contracts()[contract].business_name
    return element("p", element("b", f"{title}, belum pernah terisi: "), names, ".")

"""The reader's selection: it lives in the page's address, so that a copied address shows the same page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from data_contracts.catalogue import load_contracts, load_identification, load_register
from data_contracts.errors import DataError
from data_contracts.periode import Periode
from data_contracts.tulisan import format_tanggal, nama_bulan
from metrics.catalogue import load_indicators
from metrics.sebaya import Group

CARRIED = ("periode", "wilayah", "indikator")
ALL = ""
LOOK_BACK = (1, 7, 14, 30)


@dataclass(frozen=True, slots=True)
class Choice:
    """One selection. `options` maps what stands in the address to what people read.

    `complaint` says in one sentence that the address named something unknown, and what is shown instead.
    """

    name: str
    label: str
    options: Mapping[str, str]
    value: str
    complaint: str | None = None


def choose_period(available: Sequence[Periode], *, default: Periode) -> Choice:
    """A half-month; newest first."""
    options = {str(periode): periode.label for periode in sorted(available, reverse=True)}
    return _choose("periode", "Periode", options, default=str(default), read=_read_period)


def choose_month(available: Sequence[str], *, default: str) -> Choice:
    """A month (`2026-10`), newest first; a half-month of another page stands for its month."""
    options = {month: label_of_month(month) for month in sorted(available, reverse=True)}
    carried_month = (asked("periode") or "")[: len(default)]
    fallback = carried_month if carried_month in options else default
    return _choose("bulan", "Bulan", options, default=fallback, read=str)


def label_of_month(month: str) -> str:
    """`Oktober 2026`."""
    year, number = month.split("-")
    return f"{nama_bulan(int(number))} {year}"


def choose_indicator(ids: Sequence[str], *, default: str) -> Choice:
    options = {id_: load_indicators()[id_].nama for id_ in ids}
    return _choose("indikator", "Indikator", options, default=default, read=str)


def choose_regency(*, default: str) -> Choice:
    """One of the 35 kabupaten/kota."""
    options = {wilayah.kode: wilayah.nama for wilayah in load_register().kabkota}
    return _choose("wilayah", "Kabupaten/Kota", options, default=default, read=_read_code)


def choose_wilayah(*, default: str) -> Choice:
    """The province or one of its 35 kabupaten/kota."""
    register = load_register()
    options = {wilayah.kode: wilayah.nama for wilayah in (register.provinsi, *register.kabkota)}
    return _choose("wilayah", "Wilayah", options, default=default, read=_read_code)


def narrow_wilayah() -> Choice:
    """One of the 35 kabupaten/kota, or (the empty value) all; the province of another page means all."""
    register = load_register()
    options = {ALL: "Semua daerah"} | {wilayah.kode: wilayah.nama for wilayah in register.kabkota}
    if _read_code(asked("wilayah") or "") == register.provinsi.kode:
        return Choice("wilayah", "Kabupaten/Kota", options, ALL)
    return _choose("wilayah", "Kabupaten/Kota", options, default=ALL, read=_read_code)


def narrow_indicator(ids: Sequence[str]) -> Choice:
    """One of these indicators, or (the empty value) all; any other indicator of another page means all."""
    options = {ALL: "Semua indikator"} | {id_: load_indicators()[id_].nama for id_ in ids}
    text = asked("indikator")
    if text in load_indicators() and text not in options:
        return Choice("indikator", "Indikator", options, ALL)
    return _choose("indikator", "Indikator", options, default=ALL, read=str)


def choose_group() -> Choice:
    """With whom a regency is compared."""
    options = {group.name.lower(): group.value for group in Group}
    return _choose("kelompok", "Kelompok", options, default=Group.SEBAYA.name.lower(), read=str)


def choose_method(ids: Mapping[str, str]) -> Choice:
    """One method, or (the empty value) all of them; `ids` maps each to its name."""
    return _choose("metode", "Metode", {ALL: "Semua metode"} | dict(ids), default=ALL, read=str)


def choose_setting(ids: Mapping[str, str]) -> Choice:
    """One setting, or (the empty value) all of them; `ids` maps each to its name."""
    return _choose("aturan", "Pengaturan", {ALL: "Semua pengaturan"} | dict(ids), default=ALL, read=str)


def choose_contract() -> Choice:
    """One contract of the dictionary, or (the empty value) all of them."""
    contracts = (load_identification(), *load_contracts().values())
    options = {ALL: "Semua kontrak"} | {contract.name: contract.business_name for contract in contracts}
    return _choose("kontrak", "Kontrak", options, default=ALL, read=str)


def choose_since(today: date) -> Choice:
    """A day to look back to: one of a few, or the one the address names."""
    days = [today - timedelta(days=days) for days in LOOK_BACK]
    asked_day = _read_past_day(asked("sejak") or "", today=today)
    offered = sorted({*days, *([asked_day] if asked_day else [])}, reverse=True)
    options = {day.isoformat(): format_tanggal(day) for day in offered}
    return _choose("sejak", "Sejak", options, default=days[-1].isoformat(), read=str)


def draw(*choices: Choice, search: str | None = None) -> None:
    """The controls, beside each other; a change is written to the address, what is searched for as `cari`."""
    # Never wider than half the page: a lone control across all of it looks like a search box.
    columns = st.columns(max(len(choices) + (search is not None), 2))
    if search is not None:
        key = "tulis-cari"
        st.session_state[key] = asked("cari") or ""
        columns.pop(0).text_input(search, key=key, on_change=_remember, args=("cari", key))
    for column, choice in zip(columns, choices, strict=False):
        key = f"pilih-{choice.name}"
        st.session_state[key] = choice.value
        column.selectbox(
            choice.label,
            list(choice.options),
            format_func=lambda code, texts=choice.options: texts.get(code, code),
            key=key,
            placeholder="Pilih",
            on_change=_remember,
            args=(choice.name, key),
            filter_mode="contains" if choice.name == "wilayah" else None,
        )


def asked(name: str) -> str | None:
    """What the address says, or None."""
    return st.query_params.get(name) or None


def carried() -> dict[str, str]:
    """The part of the address that goes along to another page."""
    return {name: value for name in CARRIED if (value := asked(name))}


def _choose(
    name: str, label: str, options: Mapping[str, str], *, default: str, read: Callable[[str], str | None]
) -> Choice:
    text = asked(name)
    if text is None:
        return Choice(name, label, options, default)
    value = read(text)
    if value is not None and value in options:
        return Choice(name, label, options, value)
    complaint = f"{label} “{text}” tidak dikenali; yang ditampilkan {options[default]}."
    return Choice(name, label, options, default, complaint)


def _read_period(text: str) -> str | None:
    try:
        return str(Periode.parse(text))
    except DataError:
        return None


def _read_past_day(text: str, *, today: date) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None


def _read_code(text: str) -> str | None:
    found = load_register().find_kode(text)
    return found.kode if found else None


def _remember(name: str, key: str) -> None:
    st.query_params[name] = st.session_state[key]

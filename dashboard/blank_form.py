"""The period's workbook for a regency to fill in, offered where reports are handed in."""

from datetime import date
from functools import partial

import streamlit as st

from dashboard.session import open_session
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from reporting.templat import template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_blank_form(office: str | None, *, period: Periode | None, today: date) -> None:
    """A download for the chosen office; without a period the one that ended last. Made when asked for."""
    wilayah = next((one for one in load_register().kabkota if office == f"Disdukcapil {one.nama}"), None)
    if wilayah is None:
        st.caption("Belum punya formulir? Pilih kantor kabupaten/kota, lalu unduh formulir kosongnya.")
        return
    periode = period or Periode.of(today).previous()
    session = open_session()
    st.download_button(
        f"Unduh formulir kosong {wilayah.nama_pendek}, {periode.label}",
        partial(template, None if session is None else session.marts, wilayah=wilayah, periode=periode),
        file_name=f"formulir_{wilayah.kode.replace('.', '')}_{periode}.xlsx",
        mime=XLSX,
        on_click="ignore",
        key="formulir",
    )

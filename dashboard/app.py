"""The dashboard: its pages and the links between them. Started by `pantau serve` and `pantau demo`."""

from pathlib import Path

import streamlit as st

from dashboard import links
from dashboard.frame import framed, guarded
from dashboard.selection import carried
from dashboard.views import (
    kamus,
    kepatuhan,
    lacak,
    layanan,
    metodologi,
    mutu,
    pengaturan,
    profil,
    revisi,
    ringkasan,
    tertinggal,
    unggah,
)

HERE = Path(__file__).parent


def main() -> None:
    st.set_page_config(page_title="Pantau", page_icon=str(HERE / "ikon.png"), layout="wide")
    st.html(HERE / "components" / "gaya.css")
    script = (HERE / "components" / "halaman.js").read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
    pages = [
        st.Page(framed(ringkasan.show), title="Ringkasan Provinsi", default=True),
        st.Page(framed(tertinggal.show), title="Tertinggal", url_path=links.BEHIND),
        st.Page(framed(profil.show), title="Profil Kabupaten/Kota", url_path=links.PROFILE),
        st.Page(framed(kepatuhan.show), title="Kepatuhan Pelaporan", url_path=links.PUNCTUALITY),
        st.Page(framed(layanan.show), title="Layanan", url_path=links.SERVICES),
        st.Page(framed(lacak.show), title="Lacak Sumber", url_path=links.SOURCE),
        st.Page(framed(mutu.show), title="Mutu Laporan", url_path=links.QUALITY),
        st.Page(framed(revisi.show), title="Revisi", url_path=links.REVISIONS),
        st.Page(guarded(unggah.show), title="Unggah Laporan", url_path=links.UPLOAD),
        st.Page(guarded(kamus.show), title="Kamus Data", url_path=links.DICTIONARY),
        st.Page(guarded(metodologi.show), title="Metodologi", url_path=links.METHODS),
        st.Page(guarded(pengaturan.show), title="Pengaturan", url_path=links.SETTINGS),
    ]
    # The first page stands at the root; whoever types its name finds it too.
    by_name = st.Page(framed(ringkasan.show), title="Ringkasan Provinsi", url_path="ringkasan")
    chosen = st.navigation([*pages, by_name], position="hidden")
    with st.container(horizontal=True, key="halaman", gap="small"):
        for page in pages:
            st.page_link(page, label=page.title, query_params=carried())
    chosen.run()


main()

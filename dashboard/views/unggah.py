"""Unggah: hand in reports, see them being judged, and take the answer along."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import links
from dashboard.blank_form import XLSX, offer_blank_form
from dashboard.components.answer_panel import HELD_UP, JUDGING, WAITING, answer_panel, waiting_panel
from dashboard.components.banner import no_worker_banner
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element, join, link
from dashboard.frame import put
from dashboard.penerimaan import Handed, Receipt, Reception, open_reception, receipt_text
from dashboard.selection import asked
from dashboard.session import open_session
from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import format_bilangan, format_waktu
from metrics.jangkauan import Reach, reach_of
from warehouse.queue import Job, Stage, UnknownJobError
from warehouse.records import LIVE_STATES

COMPONENTS = Path(__file__).parent.parent / "components"
HANDED, ROUND, QUEUED = "unggahan", "unggah-ke", "antrean"
LOOK_SECONDS = 1
PERIODS_BACK = 24
MOST_LINKS = 3
LONGEST_NAME = 120


def show() -> None:
    reception = open_reception()
    st.html(COMPONENTS / "unggah.css")
    script = (COMPONENTS / "unggah.js").read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
    put(
        page_heading(
            page="Unggah Laporan",
            sentence="Unggah laporan; jawabannya menyebut sel yang perlu diperbaiki.",
            context="Berkas dengan NIK, nama, atau alamat ditolak seluruhnya dan tidak disimpan. Siapa boleh "
            "mengunggah untuk siapa baru diatur bersama halaman masuk.",
        )
    )
    _draw_form(reception)
    handed = _handed(reception)
    if handed:
        put(section_heading("Jawaban", "Yang terakhir diunggah di atas."))
        waits = any(_is_waiting(each, reception) for each in handed)
        st.fragment(_draw_answers, run_every=LOOK_SECONDS if waits else None)(reception, handed, waits=waits)


def _draw_form(reception: Reception) -> None:
    number = st.session_state.setdefault(ROUND, 0)
    files = st.file_uploader(
        "Berkas laporan (.xlsx, .xls, .ods, .csv, .txt; sampai 100 MB)",
        accept_multiple_files=True,
        key=f"berkas-{number}",
    )
    left, middle, right = st.columns(3)
    office = left.selectbox(
        "Pengirim", _offices(), index=None, placeholder="Pilih kantor", filter_mode="contains", key="pengirim"
    )
    other = middle.text_input(
        "Nama kantor lain",
        placeholder="Bila tidak ada di daftar",
        max_chars=LONGEST_NAME,
        key="pengirim-lain",
    )
    period = right.selectbox(
        "Periode",
        _periods(reception.today),
        index=None,
        format_func=lambda each: each.label,
        placeholder="Seperti tertulis di berkas",
        key=f"periode-{number}",
    )
    if st.button("Kirim", type="primary", disabled=not files):
        _hand_in(reception, files, sender=other.strip() or office, period=period)
    offer_blank_form(office, period=period, today=reception.today)


def _offices() -> list[str]:
    register = load_register()
    offices = [f"Disdukcapil {wilayah.nama}" for wilayah in register.kabkota]
    return [*offices, f"Dispermadesdukcapil {register.provinsi.nama}"]


def _periods(today: date) -> list[Periode]:
    """Half-months that have begun, the latest first."""
    periods = [Periode.of(today)]
    while len(periods) < PERIODS_BACK:
        periods.append(periods[-1].previous())
    return periods


def _hand_in(
    reception: Reception,
    files: Sequence[UploadedFile],
    *,
    sender: str | None,
    period: Periode | None,
) -> None:
    with st.spinner("Berkas diterima: diperiksa dari data pribadi, lalu disimpan …"):
        new = [reception.hand_in(each, name=each.name, sender=sender, period=period) for each in files]
    st.session_state[HANDED] = [*reversed(new), *st.session_state.get(HANDED, ())]
    jobs = [str(each.job) for each in st.session_state[HANDED] if each.job is not None]
    if jobs:
        st.query_params[QUEUED] = "-".join(jobs)
    # A new uploader is an empty one: what was sent is not sent again by mistake.
    st.session_state[ROUND] += 1
    st.rerun()


def _handed(reception: Reception) -> list[Handed]:
    """The files of this visit; after a reload those that the address names."""
    if HANDED not in st.session_state:
        numbers = (asked(QUEUED) or "").split("-")
        st.session_state[HANDED] = [
            Handed(job.file_name, job.received_at, job=job.id)
            for number in numbers
            if (job := _job(reception, number)) is not None
        ]
    handed: list[Handed] = st.session_state[HANDED]
    return handed


def _job(reception: Reception, number: str) -> Job | None:
    if not number.isdecimal():
        return None
    try:
        return reception.queue.get(int(number))
    except UnknownJobError:
        return None


def _is_waiting(handed: Handed, reception: Reception) -> bool:
    waits = (Stage.WAITING, Stage.JUDGING)
    return handed.job is not None and reception.queue.get(handed.job).stage in waits


def _draw_answers(reception: Reception, handed: Sequence[Handed], *, waits: bool) -> None:
    has_worker = reception.has_worker
    if waits and not has_worker:
        put(no_worker_banner())
    still_waits = False
    for place, each in enumerate(handed):
        still_waits |= not _draw_answer(each, reception, key=f"{len(handed) - place}", has_worker=has_worker)
    if waits and not still_waits:
        # The last answer is there: the page is drawn once more, and then rests.
        st.rerun()


def _draw_answer(handed: Handed, reception: Reception, *, key: str, has_worker: bool) -> bool:
    """Draws one file's answer; whether it rests: is answered, or put aside through a fault of ours."""
    if handed.problem is not None:
        put(waiting_panel(handed.name, outcome=HELD_UP, sentence=handed.problem))
        return True
    receipt = handed.receipt
    if handed.job is not None:
        job = reception.queue.get(handed.job)
        if job.failure is not None:
            put(waiting_panel(job.file_name, outcome=HELD_UP, sentence=job.failure))
            return True
        receipt = reception.answer(job)
        if receipt is None:
            put(_progress(job, reception, has_worker=has_worker))
            return False
    if receipt is not None:
        _draw_receipt(receipt, handed, reception, key=key)
    return True


def _progress(job: Job, reception: Reception, *, has_worker: bool) -> Html:
    if not has_worker:
        sentence = "Berkas tersimpan aman dalam antrean dan diperiksa begitu worker berjalan lagi."
        return waiting_panel(job.file_name, outcome=HELD_UP, sentence=sentence)
    if job.stage is Stage.JUDGING and job.claimed_at is not None:
        sentence = f"Pemeriksaan dimulai {format_waktu(job.claimed_at)}; berkas besar perlu beberapa menit."
        return waiting_panel(job.file_name, outcome=JUDGING, sentence=sentence)
    ahead = reception.queue.ahead_of(job.id)
    sentence = f"{format_bilangan(ahead)} berkas di depannya." if ahead else "Giliran berikutnya."
    return waiting_panel(job.file_name, outcome=WAITING, sentence=sentence)


def _draw_receipt(receipt: Receipt, handed: Handed, reception: Reception, *, key: str) -> None:
    ignored = {} if receipt.submission is None else reception.ignored(receipt.submission)
    received = format_waktu(handed.received_at)
    put(answer_panel(receipt, received=received, ignored=ignored, figures=_figures(receipt)))
    stem = Path(receipt.file).stem
    with st.container(horizontal=True, gap="small"):
        if receipt.marked_workbook is not None:
            st.download_button(
                "Unduh buku kerja bertanda",
                Path(receipt.marked_workbook).read_bytes(),
                file_name=f"{stem} - perbaikan.xlsx",
                mime=XLSX,
                on_click="ignore",
                key=f"buku-{key}",
                type="primary",
            )
        st.download_button(
            "Unduh tanda terima",
            receipt_text(receipt, received_at=handed.received_at),
            file_name=f"{stem} - tanda terima.txt",
            on_click="ignore",
            key=f"tanda-{key}",
        )


def _figures(receipt: Receipt) -> Html | None:
    """Where the new figures show, once they are published."""
    if receipt.submission is None or receipt.state not in LIVE_STATES:
        return None
    session = open_session()
    reaches = () if session is None else reach_of(session.marts, submission=receipt.submission)
    if not reaches:
        return element("p", "Angkanya tampil di halaman lain begitu diterbitkan.", class_="pt-muted")
    return element("p", "Lihat angkanya: ", join(*_separated(_links(reaches))))


def _links(reaches: Sequence[Reach]) -> list[Html]:
    written: list[Html] = []
    for reach in reaches[:MOST_LINKS]:
        periode = str(reach.periode)
        if len(reach.wilayah) > MOST_LINKS:
            written.append(link(f"Ringkasan {reach.periode.label}", href=f"ringkasan?periode={periode}"))
            continue
        for wilayah in reach.wilayah:
            href = links.profile(wilayah.kode, periode=periode)
            written.append(link(f"{wilayah.nama_pendek} {reach.periode.label}", href=href))
    return written


def _separated(parts: Sequence[Html]) -> Sequence[object]:
    return [piece for part in parts for piece in (", ", part)][1:]

"""Lacak Sumber, of one submission: received, judged, corrected by whom, withdrawn for which reason."""

from collections.abc import Sequence

import streamlit as st

from dashboard import answers, links
from dashboard.components.banner import simulation_banner
from dashboard.components.headline import page_heading, section_heading
from dashboard.components.markup import Html, element, link
from dashboard.components.report_panel import report_panel
from dashboard.components.words import SUBMISSION, badge
from dashboard.frame import put
from dashboard.session import Session
from data_contracts.tulisan import format_waktu
from metrics.riwayat import Life
from warehouse.records import Event, State, Submission

MOST_OTHERS = 12


def show(session: Session, number: int) -> None:
    """Raises UnknownSubmissionError where there is no such number."""
    life = answers.life(session, submission=number)
    own = life.submission
    put(simulation_banner() if own.simulasi else None, _heading(life))
    put(
        section_heading("Perjalanan kiriman"),
        element("ol", *(_event(event) for event in life.events), class_="pt-list"),
        section_heading("Isi dan temuan"),
        report_panel(own, life.findings, wilayah=None),
        *_others("Kiriman sesudahnya", "Untuk daerah atau pengirim dan tanggal data yang sama.", life.later),
        *_others(
            "Kiriman sebelumnya", "Untuk daerah atau pengirim dan tanggal data yang sama.", life.earlier
        ),
        section_heading("Berkas asli", "Unduh untuk memeriksa selnya sendiri."),
    )
    offer_file(session, own.sha256, name=own.file_name)


def offer_file(session: Session, sha256: str, *, name: str) -> None:
    """The file as it was received, or a word that it is gone."""
    if not session.files.contains(sha256):
        put(element("p", "Berkas ini tidak ada di penyimpanan; yang tersisa hanya catatannya di buku besar."))
        return
    content = session.files.path(sha256).read_bytes()
    st.download_button(f"Unduh {name}", content, file_name=name, on_click="ignore")


def _heading(life: Life) -> Html:
    own = life.submission
    sentence = f"{own.file_name}: {_say_state(life)}."
    context = f"Kiriman nomor {own.id}, diterima {format_waktu(own.received_at)}."
    return page_heading(page="Lacak Sumber", sentence=sentence, context=context)


def _say_state(life: Life) -> str:
    own = life.submission
    if own.state is State.WITHDRAWN:
        reason = life.events[-1].reason
        return f"ditarik{f' karena {reason}' if reason else ''}; angkanya tidak dihitung lagi"
    corrected = next((each for each in life.later if each.state.is_live), None)
    before = f", perbaikan dari kiriman nomor {own.corrects}" if own.corrects else ""
    after = f", disusul kiriman nomor {corrected.id}" if corrected else ""
    return f"{own.state.label}{before}{after}"


def _event(event: Event) -> Html:
    facts = (event.actor and f"oleh {event.actor}", event.reason and f"alasan: {event.reason}")
    said = "; ".join(fact for fact in facts if fact)
    return element(
        "li",
        element("span", format_waktu(event.occurred_at), class_="pt-muted"),
        badge(SUBMISSION[event.state]),
        element("span", said) if said else None,
    )


def _others(title: str, sentence: str, others: Sequence[Submission]) -> list[Html]:
    if not others:
        return []
    shown = others[:MOST_OTHERS]
    more = f" {len(shown)} dari {len(others)} ditampilkan." if len(others) > len(shown) else ""
    items = (_other(each) for each in shown)
    return [section_heading(title, f"{sentence}{more}"), element("ul", *items, class_="pt-list")]


def _other(other: Submission) -> Html:
    sender = other.sender or "pengirim tidak disebut"
    return element(
        "li",
        link(f"{other.id}: {other.file_name}", href=links.submission(other.id)),
        badge(SUBMISSION[other.state]),
        element("span", f"{format_waktu(other.received_at)}, {sender}", class_="pt-muted"),
    )

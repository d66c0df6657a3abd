"""What is the same around every page: nothing published yet, a lagging snapshot, a failure in plain words."""

import logging
from collections.abc import Callable
from functools import wraps

import streamlit as st

from dashboard import answers
from dashboard.components.banner import complaint_banner, empty_state, failed_state, stale_banner
from dashboard.components.headline import page_foot
from dashboard.components.markup import Html, element
from dashboard.selection import Choice
from dashboard.session import Session, current_version, open_session
from data_contracts.tulisan import format_waktu

LOOK_AGAIN_SECONDS = 3
logger = logging.getLogger(__name__)


def framed(view: Callable[[Session], None]) -> Callable[[], None]:
    """The view as a page over the current snapshot; see `guarded`."""

    @wraps(view)
    def page() -> None:
        _run(view)

    return guarded(page)


def guarded(view: Callable[[], None]) -> Callable[[], None]:
    """The view as a page that needs no snapshot; what goes wrong is written to the log alone."""

    @wraps(view)
    def page() -> None:
        try:
            view()
        except Exception:  # the last border before the reader
            logger.exception("page %s failed", view.__module__)
            put(failed_state())

    return page


def put(*parts: Html | None) -> None:
    """Parts of a page below each other; the language is named, because the page around them says English."""
    shown = [part for part in parts if part is not None]
    if shown:
        st.html(element("div", *shown, lang="id"))


def complain(*choices: Choice) -> None:
    """One sentence for each part of the address that named something unknown."""
    for choice in choices:
        if choice.complaint:
            put(complaint_banner(choice.complaint))


def _run(view: Callable[[Session], None]) -> None:
    session = open_session()
    if session is None or not answers.periods(session):
        put(empty_state())
        _wait_for_other_version(than=session.marts.version if session else None)
        return
    if session.is_stale:
        put(stale_banner(format_waktu(session.marts.published_at)))
        _wait_for_other_version(than=session.marts.version)
    view(session)
    put(page_foot(format_waktu(session.marts.published_at)))


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _wait_for_other_version(*, than: int | None) -> None:
    """Reloads the page by itself once another snapshot is published."""
    if current_version() != than:
        st.rerun()

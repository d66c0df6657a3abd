"""One page after a run, as a test reads it."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

Shown = Callable[..., "Page"]


class Page:
    """The page's text as HTML (percent signs with an ordinary space), and its controls."""

    def __init__(self, test: AppTest) -> None:
        self.test = test

    @property
    def html(self) -> str:
        return "".join(block.proto.body for block in self.test.get("html")).replace("\u00a0", " ")

"""Suket issued while cards were there."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
import pytest

from metrics.blangko.suket_terbit import letters_while_stocked, say_issued


def matrix(before: float | None, now: float | None) -> np.ndarray:
    return np.array([[nan if before is None else before, nan if now is None else now]])


@pytest.mark.parametrize(
    ("issued", "letters", "stock", "outcome"),
    [
        (5, (None, None), (900, 40), "raised"),
        (5, (None, None), (0, 40), "clear"),  # no card at one end
        (5, (None, None), (900, 0), "clear"),
        (0, (10, 90), (900, 40), "clear"),  # the issued ones as reported come before a rise
        (None, (10, 12), (900, 40), "raised"),
        (None, (12, 12), (900, 40), "clear"),
        (None, (12, 10), (900, 40), "clear"),
        (None, (None, 12), (900, 40), "not_assessable"),
        (None, (12, None), (900, 40), "not_assessable"),
        (5, (None, None), (None, 40), "not_assessable"),
        (5, (None, None), (900, None), "not_assessable"),
        (5, (None, None), (None, 0), "clear"),
        (0, (None, None), (None, None), "clear"),
        (None, (None, None), (0, 0), "clear"),
        (None, (None, None), (None, None), "not_assessable"),
    ],
)
def test_outcome(issued: int | None, letters: tuple[Any, Any], stock: tuple[Any, Any], outcome: str) -> None:
    found = letters_while_stocked(matrix(None, issued), letters=matrix(*letters), stock=matrix(*stock))
    raised, unknown = found.raised[0, 1], found.no_letters[0, 1] or found.no_stock[0, 1]
    assert (bool(raised), bool(unknown)) == (outcome == "raised", outcome == "not_assessable")


def said(issued: int | None, letters: tuple[Any, Any], stock: tuple[Any, Any]) -> str:
    held = matrix(*stock)
    found = letters_while_stocked(matrix(None, issued), letters=matrix(*letters), stock=held)
    return say_issued(found, held, place=0, period=1)


@pytest.mark.parametrize(
    ("issued", "letters", "stock", "sentence"),
    [
        (
            28,
            (None, 7),
            (900, 1400),
            (
                "Suket terbit 28 lembar, padahal blangko tersedia: 900 keping pada awal dan 1.400 pada akhir "
                "periode."
            ),
        ),
        (
            None,
            (40, 52),
            (900, 1400),
            (
                "Sisa Suket bertambah 12 lembar, padahal blangko tersedia: 900 keping pada awal dan 1.400 "
                "pada akhir periode."
            ),
        ),
        (0, (None, None), (900, 40), "Tidak ada Suket terbit."),
        (None, (12, 10), (900, 40), "Tidak ada Suket baru yang terlihat."),
        (5, (None, None), (0, 40), "Blangko tidak tersedia pada awal atau akhir periode (0 dan 40 keping)."),
        (
            1,
            (None, None),
            (None, 5),
            "Tidak dapat dinilai: sisa blangko pada awal atau akhir periode tidak dilaporkan.",
        ),
        (
            None,
            (None, None),
            (9, 5),
            (
                "Tidak dapat dinilai: Suket terbit maupun sisa Suket periode ini dan sebelumnya tidak "
                "dilaporkan."
            ),
        ),
    ],
)
def test_the_sentence_names_letters_and_cards_at_both_ends_or_what_is_missing(
    issued: int | None, letters: tuple[Any, Any], stock: tuple[Any, Any], sentence: str
) -> None:
    assert said(issued, letters, stock) == sentence

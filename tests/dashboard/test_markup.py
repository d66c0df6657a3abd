"""What was not made here never becomes markup."""

import pytest

from dashboard.components.markup import Html, element, image, join, link


def test_text_of_others_is_escaped_and_our_own_is_not() -> None:
    written = element("p", "<script>alert(1)</script> & “nama”", element("b", "tebal"))
    assert written == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; “nama”<b>tebal</b></p>"


def test_an_attribute_cannot_be_broken_out_of() -> None:
    assert link("x", href='a" onclick="b') == '<a href="a&quot; onclick=&quot;b">x</a>'


@pytest.mark.parametrize(
    ("attributes", "written"),
    [
        ({"class_": "a", "aria_label": "b"}, '<p class="a" aria-label="b">-</p>'),
        ({"hidden": True, "title": None, "lang": False}, "<p hidden>-</p>"),
    ],
)
def test_attributes_are_written_as_html_names_them(attributes: dict[str, object], written: str) -> None:
    assert element("p", "-", **attributes) == written


def test_a_missing_child_leaves_nothing_behind() -> None:
    assert join("a", None, Html("<br>")) == "a<br>"


def test_a_percent_sign_never_begins_a_line() -> None:
    assert element("p", "98,09 %") == "<p>98,09\u00a0%</p>"


def test_a_drawing_carries_its_sentence() -> None:
    assert 'alt="naik &quot;sedikit&quot;"' in image("<svg/>", alt='naik "sedikit"', width=1, height=1)

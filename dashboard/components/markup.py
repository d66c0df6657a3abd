"""HTML in which everything not made here is escaped: names and headings come from files of others."""

from base64 import b64encode
from html import escape

VOID = frozenset({"br", "img", "hr"})


class Html(str):
    """Text that is already HTML; every other string is escaped when it becomes part of an element."""

    __slots__ = ()


def element(name: str, *children: object, **attributes: object) -> Html:
    """One HTML element.

    Children that are not Html are escaped; None is left out. An attribute is written with hyphens for
    underscores (`class_`, `aria_label`); None and False leave it out, True writes it bare.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: object) -> Html:
    """Children beside each other, escaped where they are not Html."""
    return Html("".join(_text(child) for child in children))


def link(*children: object, href: str, **attributes: object) -> Html:
    return element("a", *children, href=href, **attributes)


def image(svg: str, *, alt: str, width: int, height: int, class_: str = "pt-img") -> Html:
    """A drawing as an image element; inline SVG would be removed by the browser-side sanitiser."""
    data = b64encode(svg.encode()).decode()
    source = f"data:image/svg+xml;base64,{data}"
    return element("img", src=source, alt=alt, width=width, height=height, class_=class_)


def _text(child: object) -> str:
    if child is None:
        return ""
    # A percent sign never begins a line.
    return str(child) if isinstance(child, Html) else escape(str(child)).replace(" %", "\u00a0%")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'

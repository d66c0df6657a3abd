"""What became of one uploaded file: waiting, being judged, or its receipt with the findings by cell."""

from collections.abc import Mapping

from dashboard import links
from dashboard.components.markup import Html, element, link
from dashboard.components.words import SEVERITY, SUBMISSION, Outcome, badge
from dashboard.penerimaan import ADVICE, Receipt, rows_said
from data_contracts.tulisan import format_bilangan
from warehouse.grouping import FindingGroup, group_findings
from warehouse.records import State

MOST_GROUPS = 40
WAITING = Outcome("○", "menunggu giliran", "belum")
JUDGING = Outcome("△", "sedang diperiksa", "periksa")
HELD_UP = Outcome("◆", "tertunda", "waspada")


def waiting_panel(name: str, *, outcome: Outcome, sentence: str) -> Html:
    """A file that has no answer yet, and what that means for its sender."""
    return element(
        "div",
        element("h3", name),
        element("p", badge(outcome), " ", sentence),
        class_=f"pt-panel pt-{outcome.kind}",
        role="status",
    )


def answer_panel(
    receipt: Receipt, *, received: str, ignored: Mapping[str, int], figures: Html | None
) -> Html:
    """`received` is the moment as written for people; `ignored` counts the ignored rows by their reason.

    `figures` leads to where the new figures show.
    """
    outcome = SUBMISSION[receipt.state]
    return element(
        "div",
        element("h3", receipt.file),
        _facts(receipt, outcome=outcome, received=received, ignored=ignored),
        element("p", element("b", "Selanjutnya: "), ADVICE.get(receipt.state, "")),
        figures,
        _findings(receipt),
        class_=f"pt-panel pt-answer pt-{outcome.kind}",
    )


def _facts(receipt: Receipt, *, outcome: Outcome, received: str, ignored: Mapping[str, int]) -> Html:
    reasons = ", ".join(f"{format_bilangan(count)} {reason}" for reason, count in ignored.items())
    facts = {
        "Keadaan": badge(outcome),
        "Baris": f"{rows_said(receipt.rows)}{f' ({reasons})' if reasons else ''}",
        "Diterima": received,
        "Kiriman": _number(receipt),
    }
    pairs = (part for name, value in facts.items() for part in (element("dt", name), element("dd", value)))
    return element("dl", *pairs)


def _number(receipt: Receipt) -> Html | str:
    if receipt.submission is None:
        return "tidak disimpan" if receipt.state is State.REFUSED else "tidak bernomor"
    return link(f"nomor {receipt.submission}", href=links.submission(receipt.submission))


def _findings(receipt: Receipt) -> Html | None:
    groups = group_findings(receipt.findings)
    if not groups:
        return None
    shown = groups[:MOST_GROUPS]
    rest = len(groups) - len(shown)
    more = f" {rest} kelompok lain ada di buku kerja bertanda." if rest else ""
    return element(
        "div",
        element("p", element("b", f"{format_bilangan(len(receipt.findings))} temuan."), more),
        element("ul", *(_group(group) for group in shown), class_="pt-list"),
    )


def _group(group: FindingGroup) -> Html:
    sheet = f"lembar {group.sheet}" if group.sheet else ""
    cells = f"sel {group.cell_list}" if group.cells else ""
    where = ", ".join(part for part in (sheet, cells) if part)
    return element(
        "li",
        badge(SEVERITY[group.severity]),
        element("b", where) if where else None,
        element("span", group.message),
    )

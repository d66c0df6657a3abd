"""One file as it was received: who sent it when, what became of it, and what was found in which cell."""

from collections.abc import Sequence

from dashboard import links
from dashboard.components.markup import Html, element, link
from dashboard.components.words import SEVERITY, SUBMISSION, badge
from data_contracts.tulisan import format_bilangan, format_waktu
from warehouse.records import Finding, Submission

MOST_FINDINGS = 12


def report_panel(submission: Submission, findings: Sequence[Finding], *, wilayah: str | None) -> Html:
    """The file, and of its findings those of one kabupaten/kota (None: all) and those of the file as a
    whole.
    """
    own = [finding for finding in findings if wilayah is None or finding.wilayah in (wilayah, None)]
    others = len(findings) - len(own)
    return element(
        "div",
        element("h3", submission.file_name),
        _facts(submission),
        _findings(own, others),
        class_=f"pt-panel pt-{SUBMISSION[submission.state].kind}",
    )


def _facts(submission: Submission) -> Html:
    rows = submission.rows
    counted = (
        f"{format_bilangan(rows.read)} dibaca, {format_bilangan(rows.accepted)} diterima, "
        f"{format_bilangan(rows.quarantined)} ditahan, {format_bilangan(rows.ignored)} diabaikan"
    )
    facts = (
        ("Keadaan", badge(SUBMISSION[submission.state])),
        ("Diterima", format_waktu(submission.received_at)),
        ("Pengirim", submission.sender or "tidak disebut"),
        ("Baris", counted),
        ("Kiriman", _number(submission)),
    )
    pairs = (part for name, value in facts for part in (element("dt", name), element("dd", value)))
    return element("dl", *pairs)


def _number(submission: Submission) -> Html:
    number = link(f"nomor {submission.id}", href=links.submission(submission.id), title="Perjalanan kiriman")
    return element("span", number, ", simulasi" if submission.simulasi else None)


def _findings(own: Sequence[Finding], others: int) -> Html:
    elsewhere = f" {others} temuan lain menyangkut daerah lain di berkas yang sama." if others else ""
    if not own:
        return element("p", f"Tidak ada temuan.{elsewhere}", class_="pt-muted")
    shown = own[:MOST_FINDINGS]
    more = f" {len(shown)} yang pertama di bawah ini." if len(own) > len(shown) else ""
    return element(
        "div",
        element("p", element("b", f"{len(own)} temuan."), f"{more}{elsewhere}"),
        element("ul", *(_finding(finding) for finding in shown), class_="pt-list"),
    )


def _finding(finding: Finding) -> Html:
    where = ", ".join(
        part
        for part in (
            f"lembar {finding.sheet}" if finding.sheet else "",
            f"sel {finding.cell}" if finding.cell else "",
        )
        if part
    )
    return element(
        "li",
        badge(SEVERITY[finding.severity]),
        element("span", finding.message),
        element("span", where, class_="pt-muted") if where else None,
    )

"""Kamus Data: every reported field with its meaning, headings and rules, straight from the contracts."""

from collections.abc import Sequence
from itertools import groupby

from dashboard import links
from dashboard.components.headline import page_heading, plain_foot, section_heading
from dashboard.components.markup import Html, element
from dashboard.components.tables import Cell, Column, table
from dashboard.components.words import SEVERITY, badge
from dashboard.frame import complain, put
from dashboard.selection import asked, choose_contract, draw
from data_contracts.catalogue import load_contracts
from data_contracts.contract import Contract
from data_contracts.kamus import KINDS, TYPES, Entry, entries, examples_of, found_by, rhythm, rule_sentence
from data_contracts.tulisan import format_bilangan

COLUMNS = (
    Column("Bidang", "nama"),
    Column("Arti", "arti"),
    Column("Jenis", "jenis", "; ".join(f"{kind.label}: {kind.meaning}" for kind in KINDS.values())),
    Column("Satuan", "satuan"),
    Column("Aturan", "nilai", "Berapa aturan yang memeriksa bidang ini", is_number=True),
)
MOST_HEADINGS = 40
FOOT = "Kamus ini sama dengan docs/kamus-data.md dalam berkas proyek."


def show() -> None:
    """Needs no snapshot: the contracts are there before the first report."""
    contract = choose_contract()
    text = asked("cari") or ""
    chosen = _chosen()
    found = [
        entry for entry in found_by(text, among=entries()) if contract.value in ("", entry.contract.name)
    ]
    put(_heading(found, chosen=chosen, text=text))
    complain(contract)
    draw(contract, search="Cari bidang, judul kolom, atau arti")
    put(*(_detail(entry) for entry in chosen), *_groups(found), plain_foot(FOOT))


def _chosen() -> Sequence[Entry]:
    """The fields the address names; a name that several contracts have is narrowed by the contract."""
    name, contract = asked("bidang"), asked("kontrak")
    named = [entry for entry in entries() if entry.field.name == name]
    narrowed = [entry for entry in named if entry.contract.name == contract]
    return narrowed or named


def _heading(found: Sequence[Entry], *, chosen: Sequence[Entry], text: str) -> Html:
    sentence = _say_chosen(chosen) if chosen else _say_found(found, text=text)
    context = (
        "Disusun dari kontrak yang dipakai saat memeriksa laporan, jadi selalu sama dengan pemeriksaannya."
    )
    return page_heading(page="Kamus Data", sentence=sentence, context=context)


def _say_chosen(chosen: Sequence[Entry]) -> str:
    return f"{chosen[0].field.business_name}: {chosen[0].field.description}"


def _say_found(found: Sequence[Entry], *, text: str) -> str:
    if text and not found:
        return f"Tidak ada bidang yang cocok dengan “{text}”. Coba kata lain, misalnya judul kolom di berkas."
    if text:
        return f"{len(found)} bidang cocok dengan “{text}”."
    rules = format_bilangan(sum(len(entry.rules) for entry in found))
    n_contracts = len({entry.contract.name for entry in found} & set(load_contracts()))
    where = f" dalam {n_contracts} kontrak data" if n_contracts > 1 else ""
    return f"{len(found)} bidang{where}, dijaga {rules} aturan pemeriksaan."


def _groups(found: Sequence[Entry]) -> list[Html]:
    parts = []
    for contract, group in groupby(found, key=lambda entry: entry.contract):
        about = " ".join(part for part in (contract.description, rhythm(contract)) if part)
        rows = [_row(entry) for entry in group]
        parts += [
            section_heading(f"{contract.business_name} ({len(rows)})", about),
            table(COLUMNS, rows, caption=contract.business_name, layout="kamus"),
        ]
    return parts


def _row(entry: Entry) -> list[Cell]:
    field = entry.field
    name = element("span", field.business_name, " ", element("code", field.name))
    return [
        Cell(name, href=links.dictionary(field.name, kontrak=entry.contract.name), title="Buka rinciannya"),
        Cell(field.description),
        Cell(entry.kind.label),
        Cell(field.unit),
        Cell(format_bilangan(len(entry.rules)) if entry.rules else None),
    ]


def _detail(entry: Entry) -> Html:
    field = entry.field
    facts = (
        ("Nama data", element("code", field.name)),
        ("Arti", field.description),
        ("Jenis", f"{entry.kind.label}: {entry.kind.meaning}"),
        ("Bentuk", TYPES[field.logical_type]),
        ("Satuan", field.unit),
        ("Dihitung ulang", _recomputed(entry)),
        ("Wajib", "ya" if field.required else "tidak; kosong berarti tidak dilaporkan, bukan nol"),
        ("Contoh", ", ".join(examples_of(field))),
        ("Pilihan", ", ".join(f"{word.label} ({word.kode})" for word in entry.words)),
        ("Judul yang dikenali", _headings(field.synonyms)),
    )
    pairs = (part for name, value in facts if value for part in (element("dt", name), element("dd", value)))
    return element(
        "section",
        element("h3", f"{field.business_name}, {_place(entry.contract)}"),
        element("dl", *pairs),
        _rules(entry),
        class_="pt-panel pt-sesuai",
    )


def _place(contract: Contract) -> str:
    is_subject = contract.name in load_contracts()
    return f"kontrak {contract.name}" if is_subject else contract.business_name.lower()


def _recomputed(entry: Entry) -> str | None:
    ratio = entry.field.recompute
    if ratio is None:
        return None
    parts = (entry.contract.field(name).business_name for name in (ratio.numerator, ratio.denominator))
    return f"{' ÷ '.join(parts)} × 100"


def _headings(synonyms: Sequence[str]) -> Html | None:
    if not synonyms:
        return None
    shown = synonyms[:MOST_HEADINGS]
    return element("span", *(element("code", heading) for heading in shown), class_="pt-codes")


def _rules(entry: Entry) -> Html | None:
    if not entry.rules:
        return element("p", "Tidak ada aturan khusus; isinya hanya diperiksa bentuknya.", class_="pt-muted")
    items = (
        element(
            "li",
            badge(SEVERITY[rule.severity]),
            element("span", rule_sentence(rule, contract=entry.contract)),
        )
        for rule in entry.rules
    )
    return element("ul", *items, class_="pt-list")

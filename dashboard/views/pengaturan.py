"""Pengaturan: every threshold with its value in force, since when, who decided it and why."""

from collections.abc import Sequence
from datetime import date

from dashboard import links
from dashboard.components.headline import page_heading, plain_foot
from dashboard.components.markup import Html, element, link
from dashboard.components.tables import Cell, Column, table
from dashboard.frame import complain, put
from dashboard.selection import choose_setting, draw
from dashboard.session import settings_here, today
from data_contracts.aturan import DatedValue, Setting, Settings, rules_on
from data_contracts.tulisan import format_tanggal
from metrics.metodologi import Method
from metrics.pengaturan import FROM_THE_START, InForce, by_method, in_force, value_said

COLUMNS = (
    Column("Pengaturan", "nama"),
    Column("Nilai berlaku", "nilai", is_number=True),
    Column("Berlaku sejak", "a"),
    Column("Oleh siapa, mengapa", "b"),
    Column("Nilai lain", "c", "Nilai sebelumnya, dan yang sudah ditetapkan untuk nanti"),
)
NOISE = (
    "Derau yang wajar: XmR pada 24 titik berbunyi pada sekitar 1,8 % deret tiap bulan walaupun tidak ada "
    "yang berubah. Karena itu merah baru menyala bila nilainya juga buruk: pada derau murni kurang dari 1 % "
    "putusan merah pada satu waktu. Kuning lebih sering, dan berarti pantau, bukan tertinggal."
)
HOW = (
    "Nilai lama tidak pernah dihapus: perubahan adalah baris baru dengan tanggal mulai, penulis, dan alasan."
)
COMMAND = "pantau rules set KUNCI NILAI --author NAMA --reason ALASAN"
TRIAL = "pantau rules backtest KUNCI NILAI"
FOOT = "Tidak satu pun pengaturan di halaman ini peraturan; setiap nilai menyebut asalnya."


def show() -> None:
    """Needs no snapshot: the settings are there before the first report."""
    settings, day = settings_here(), today()
    chosen = choose_setting({key: setting.nama for key, setting in settings.items()})
    put(_heading(settings, chosen.value, day=day))
    complain(chosen)
    draw(chosen)
    put(element("p", NOISE, class_="pt-note"), _how())
    put(*(part for method, own in by_method(settings) for part in _group(method, own, chosen.value, day)))
    put(plain_foot(FOOT))


def _heading(settings: Settings, chosen: str, *, day: date) -> Html:
    if chosen:
        setting = settings[chosen]
        value = value_said(setting.on(day), setting=setting)
        sentence = f"{setting.nama}: {value}. {setting.arti}"
    else:
        changed = sum(len(setting.nilai) > 1 for setting in settings.values())
        history = f"{changed} di antaranya pernah diubah" if changed else "belum satu pun diubah"
        sentence = f"{len(settings)} pengaturan menentukan apa yang ditandai; {history}."
    version = f"Versi yang berlaku {format_tanggal(day)}: {rules_on(settings, day).versi}."
    return page_heading(page="Pengaturan", sentence=sentence, context=f"{FOOT} {version}")


def _how() -> Html:
    return element(
        "p",
        f"{HOW} Pengelola mencoba dahulu apa yang akan berubah dengan ",
        element("code", TRIAL),
        ", lalu menetapkannya dengan ",
        element("code", COMMAND),
        ". Yang dinilai sebelum tanggal mulainya tetap dinilai dengan nilai lama.",
        class_="pt-note",
    )


def _group(method: Method, settings: Sequence[Setting], chosen: str, day: date) -> list[Html]:
    shown = [in_force(setting, on=day) for setting in settings if chosen in ("", setting.kunci)]
    if not shown:
        return []
    rows = [_row(each) for each in shown]
    heading = element("h2", link(method.nama, href=links.method(method.id)))
    return [
        element("div", heading, element("p", method.pertanyaan, class_="pt-muted"), class_="pt-section"),
        table(COLUMNS, rows, caption=method.nama, layout="aturan-nilai"),
    ]


def _row(found: InForce) -> list[Cell]:
    setting, line = found.setting, found.line
    name = element(
        "span",
        link(setting.nama, href=links.setting(setting.kunci)),
        element("code", setting.kunci),
        element("span", setting.arti, class_="pt-muted"),
    )
    return [
        Cell(element("span", name, class_="pt-two")),
        Cell(value_said(line, setting=setting)),
        Cell(_since(line)),
        Cell(f"{line.penulis}: {line.alasan}"),
        Cell(_others(found)),
    ]


def _since(line: DatedValue) -> str:
    return "awal" if line.berlaku_mulai <= FROM_THE_START else format_tanggal(line.berlaku_mulai)


def _others(found: InForce) -> Html | None:
    lines = [
        *((each, "mulai") for each in reversed(found.coming)),
        *((each, "sejak") for each in found.former),
    ]
    items = (element("li", _other(each, word, found.setting)) for each, word in lines)
    return element("ul", *items, class_="pt-plain") if lines else None


def _other(line: DatedValue, word: str, setting: Setting) -> str:
    value = value_said(line, setting=setting)
    return f"{value}, {word} {_since(line)} ({line.penulis}: {line.alasan})"

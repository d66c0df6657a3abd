"""Metodologi: every published method behind a figure or a flag, with the settings that steer it."""

from dashboard import links
from dashboard.components.headline import page_heading, plain_foot
from dashboard.components.markup import Html, element, link
from dashboard.components.tables import Cell, Column, table
from dashboard.frame import complain, put
from dashboard.selection import choose_method, draw
from dashboard.session import settings_here, today
from data_contracts.aturan import Setting, Settings
from metrics.metodologi import Method, load_methods
from metrics.pengaturan import in_force, value_said

COLUMNS = (
    Column("Pengaturan", "nama"),
    Column("Nilai berlaku", "nilai", is_number=True),
    Column("Arti", "arti"),
)
FOOT = "Halaman ini sama dengan docs/metodologi.md dalam berkas proyek, dengan nilai pengaturan yang berlaku."


def show() -> None:
    """Needs no snapshot: the methods are there before the first report."""
    methods = load_methods()
    chosen = choose_method({method.id: method.nama for method in methods.values()})
    shown = [methods[chosen.value]] if chosen.value else list(methods.values())
    put(_heading(shown[0] if chosen.value else None, n=len(methods)))
    complain(chosen)
    draw(chosen)
    settings = settings_here()
    put(*(_method(method, settings) for method in shown), plain_foot(FOOT))


def _heading(chosen: Method | None, *, n: int) -> Html:
    if chosen is None:
        sentence = f"{n} metode terbitan dipakai untuk membandingkan, menandai, dan memperkirakan."
    else:
        sentence = f"{chosen.nama}: {chosen.pertanyaan}"
    context = "Ambangnya pengaturan, bukan peraturan; nilai yang berlaku ada di bawah tiap metode."
    return page_heading(page="Metodologi", sentence=sentence, context=context)


def _method(method: Method, settings: Settings) -> Html:
    told = (
        ("Cara", method.cara),
        ("Batasan", method.batasan),
        ("Sumber", method.sumber),
    )
    pairs = (part for name, text in told for part in (element("dt", name), element("dd", text)))
    return element(
        "section",
        element("h3", link(method.nama, href=links.method(method.id))),
        element("p", element("b", method.pertanyaan)),
        element("dl", *pairs),
        _settings(method, settings),
        class_="pt-panel pt-sesuai pt-method",
    )


def _settings(method: Method, settings: Settings) -> Html | None:
    """What steers the method, with the values in force today."""
    if not method.settings:
        return element("p", "Metode ini tidak punya pengaturan.", class_="pt-muted")
    rows = [_setting_row(settings[key]) for key in method.settings]
    return table(COLUMNS, rows, caption=f"Pengaturan: {method.nama}", layout="pengaturan")


def _setting_row(setting: Setting) -> list[Cell]:
    line = in_force(setting, on=today()).line
    return [
        Cell(setting.nama, href=links.setting(setting.kunci)),
        Cell(value_said(line, setting=setting)),
        Cell(setting.arti),
    ]

"""The real dashboard in a real browser, on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from data_contracts.catalogue import load_register
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB, format_bilangan
from metrics.bendera import evaluate
from metrics.harapan import expectations
from metrics.layanan import month_span
from metrics.lineage import lineage
from metrics.measure import measure
from metrics.mutu import over_time, read_quality
from metrics.revisi import effects, revised_cells
from metrics.rincian import Figure, sources
from metrics.tanda import VERDICT, read_flags
from pantau.settings import Settings
from pantau.supervisor import first_free_port, start
from pantau.workplace import Workplace, open_workplace
from tests.dashboard.laporan import PERIODS, SILENT, fill

pytestmark = pytest.mark.browser

DESK, TABLET, PHONE = (1440, 900), (768, 1024), (390, 844)
LAST_DAY = date(2026, 11, 15)
PAGES = {
    "ringkasan": "",
    "profil": "profil?wilayah=33.29",
    "tertinggal": "tertinggal",
    "tertinggal-bukti": "tertinggal?wilayah=33.29&indikator=cakupan_perekaman",
    "profil-kelompok": "profil?wilayah=33.74&indikator=cakupan_kia&kelompok=karesidenan",
    "kepatuhan": "kepatuhan?wilayah=33.29",
    "layanan": "layanan",
    "layanan-daerah": "layanan?wilayah=33.74",
    "lacak": "lacak?indikator=cakupan_perekaman&wilayah=33.29",
    "lacak-layanan": "lacak?kontrak=pengantaran&bidang=terkirim&wilayah=33&dari=2026-10-01&sampai=2026-10-31",
    "kiriman": "lacak?kiriman=1",
    "mutu": "mutu",
    "mutu-daerah": "mutu?wilayah=33.28",
    "revisi": "revisi?sejak=2026-11-17",
    "kamus": "kamus?bidang=sudah_rekam&kontrak=perekaman",
    "metodologi": "metodologi",
    "metodologi-satu": "metodologi?metode=xmr",
    "pengaturan": "pengaturan",
}
# Words a reader of this dashboard never needs; each has stood in a Streamlit page.
ENGLISH = re.compile(
    r"\b(Running|Deploy|Rerun|Settings|Choose|Select|No results|Loading|Search|Download|Fullscreen|Error"
    r"|Made with|Press|options|Close|Stop|Print|View)\b"
)


Visit = Callable[..., Page]


class Watch:
    """What the browser complained of and whom it asked, over all pages of one test."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.hosts: set[str] = set()

    def attach(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))

    def _hear(self, message: ConsoleMessage) -> None:
        # Below an address with a path, Streamlit first looks for its server there, and then at the root.
        is_search = "/_stcore/" in str(message.location.get("url", "")) and "404" in message.text
        if message.type == "error" and not is_search:
            self.complaints.append(message.text)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def visit(context: BrowserContext, demo_url: str, watch: Watch) -> Iterator[Visit]:
    """Opens an address of the dashboard and waits until the whole page is there."""
    pages: list[Page] = []

    def go(address: str, *, size: tuple[int, int] = DESK) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        pages.append(page)
        watch.attach(page)
        page.goto(f"{demo_url}/{address}")
        page.locator("footer.pt-foot").wait_for()
        return page

    yield go
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def workplace(demo_settings: Settings) -> Iterator[Workplace]:
    with open_workplace(demo_settings) as opened:
        yield opened


def in_percent(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


@pytest.mark.parametrize("size", [DESK, TABLET, PHONE], ids=["desk", "tablet", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_quiet_and_at_home(
    name: str, size: tuple[int, int], visit: Visit, watch: Watch
) -> None:
    page = visit(PAGES[name], size=size)
    if name in ("ringkasan", "profil"):
        page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width == size[0], "the page scrolls sideways"
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.lang") == "id"
    assert watch.complaints == []
    assert watch.hosts - {""} == {"127.0.0.1"}


@pytest.mark.parametrize("name", PAGES)
def test_no_english_is_left_on_a_page(name: str, visit: Visit) -> None:
    page = visit(PAGES[name])
    # Headings are quoted as senders write them, "Print Ready Record" among them.
    page.evaluate("document.querySelectorAll('code').forEach(each => each.remove())")
    texts = page.evaluate(
        """() => [document.title, document.body.innerText,
            ...[...document.querySelectorAll('[title], [placeholder], [alt]')].flatMap(
                each => ['title', 'placeholder', 'alt'].map(name => each.getAttribute(name) || ''))]"""
    )
    found = [match.group() for text in texts for match in ENGLISH.finditer(text)]
    assert found == []


def test_a_search_without_a_match_answers_in_indonesian(visit: Visit) -> None:
    page = visit("profil")
    page.get_by_role("combobox", name="Kabupaten/Kota").fill("xyz")
    option = page.locator("[data-testid=stSelectboxVirtualDropdown] [role=option] span")
    shown = "e => [getComputedStyle(e).fontSize, getComputedStyle(e, '::after').content]"
    assert option.first.evaluate(shown) == ["0px", '"Tidak ada yang cocok"']


def test_the_headline_shows_what_metrics_measure(visit: Visit, workplace: Workplace) -> None:
    marts = workplace.marts.current()
    assert marts is not None
    now = workplace.settings.clock()
    frame = measure(marts, indicators=["cakupan_perekaman"], wilayah="33", tanggal=LAST_DAY, now=now)
    marts.close()
    expected = in_percent(100 * frame["numerator"].iloc[0] / frame["denominator"].iloc[0])
    card = visit("").locator("a.pt-card", has_text="Cakupan perekaman KTP-el")
    expect(card.locator(".pt-value")).to_have_text(expected)
    assert frame["n_reported"].iloc[0] == 34
    expect(card).to_contain_text("34 dari 35 daerah")


def test_a_profile_shows_what_metrics_measure(visit: Visit, workplace: Workplace) -> None:
    marts = workplace.marts.current()
    assert marts is not None
    now = workplace.settings.clock()
    frame = measure(marts, indicators=["belum_rekam"], wilayah="33.29", tanggal=LAST_DAY, now=now)
    marts.close()
    expected = f"{int(frame['value'].iloc[0]):,} jiwa".replace(",", ".")
    row = visit(PAGES["profil"]).locator(".pt-grid-indikator tr", has_text="belum rekam").first
    expect(row.locator(".pt-in-nilai")).to_have_text(expected)


def test_the_rug_shows_what_the_engine_judges_and_opens_the_evidence_with_its_cells(
    visit: Visit, workplace: Workplace
) -> None:
    marts = workplace.marts.current()
    assert marts is not None
    flags = read_flags(
        evaluate(
            marts,
            ledger=workplace.ledger,
            settings=workplace.rule_settings(),
            now=workplace.settings.clock(),
            periods=[Periode.of(LAST_DAY)],
        )
    )
    marts.close()
    (target,) = (
        flag
        for flag in flags
        if (flag.wilayah.kode, flag.indicator.id, flag.rule) == ("33.29", "cakupan_perekaman", "target")
    )
    assert target.is_raised
    page = visit(PAGES["tertinggal"])
    judged = {flag.indicator.id for flag in flags if flag.rule == VERDICT and flag.severity != "abu-abu"}
    expect(page.locator("a.pt-patch")).to_have_count(35 * len(judged))
    page.get_by_role("link", name="Brebes, Cakupan perekaman KTP-el:").click()
    panel = page.locator(".pt-panel").first
    expect(panel.locator("h3")).to_have_text("Kabupaten Brebes: Cakupan perekaman KTP-el")
    row = panel.locator("tr", has_text="Jarak ke target").first
    expect(row.locator("td")).to_have_text(f"{format_bilangan(target.facts['kurang_orang'])} jiwa")
    panel.get_by_role("link", name=target.cells[0]).click()
    expect(page.locator(".pt-file .pt-in-sel").first).to_be_visible()
    shown = page.locator(".pt-file .pt-in-sel").all_inner_texts()
    assert {cell.rsplit(", ", 1)[1] for cell in target.cells} <= set(shown)


def test_the_rug_becomes_cards_on_a_phone_with_the_worst_first_and_room_for_a_thumb(visit: Visit) -> None:
    page = visit(PAGES["tertinggal"], size=PHONE)
    # The last by code, were it red, would come first.
    top = page.locator(".pt-tartan tbody tr").last.evaluate("e => (e.className = 'pt-rank-0') && e.offsetTop")
    others = page.locator("tr.pt-rank-2").evaluate_all("all => all.map(e => e.offsetTop)")
    assert top < min(others)
    heights = page.locator("a.pt-patch:visible").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert min(heights) >= 44
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.pt-patch span')].filter(e => e.offsetParent
            && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').length"""
    )
    assert cut == 0


def test_another_group_changes_the_peers_without_leaving_the_place(visit: Visit) -> None:
    page = visit("profil?wilayah=33.29")
    chip = page.get_by_role("link", name="eks-Karesidenan Pekalongan")
    chip.scroll_into_view_if_needed()
    chip.click()
    expect(page.get_by_role("heading", name="Di antara eks-Karesidenan Pekalongan")).to_be_visible()
    expect(page.locator(".pt-grid-sebaya tbody tr")).to_have_count(1 + 6)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 0
    assert parse_qs(urlsplit(page.url).query)["kelompok"] == ["karesidenan"]


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("metodologi?metode=tertinggal", "Empat tanda: target, sebaya, arah, laju."),
        ("pengaturan?aturan=target_selisih_orang", "Jarak ke target, orang: 1.000 orang."),
    ],
)
def test_methods_and_settings_are_read_in_place(address: str, text: str, visit: Visit) -> None:
    expect(visit(address).locator("[data-testid=stMain]")).to_contain_text(text)


def test_two_clicks_lead_from_a_headline_to_the_cell(visit: Visit, workplace: Workplace) -> None:
    cells = lineage(workplace.ledger, indicator="prr", wilayah="33", tanggal=LAST_DAY)
    first = cells.iloc[0]
    page = visit("")
    page.locator("a.pt-card", has_text="(PRR)").click()
    page.locator(".pt-file").first.wait_for()
    expect(page.locator(".pt-file h3").first).to_have_text(first["file"])
    expect(page.locator(".pt-file").first).to_contain_text(f"Lembar {first['sheet']}")
    expect(page.locator(".pt-file .pt-in-sel").first).to_have_text(first["cell"])
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Unduh {first['file']}").click()
    stored = workplace.files.path(first["sha256"]).read_bytes()
    assert download.value.path().read_bytes() == stored


def test_the_attachment_table_downloads_with_the_figures_of_the_page(visit: Visit) -> None:
    page = visit("")
    shown = page.locator("a.pt-card", has_text="(PRR)").locator(".pt-value").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh tabel lampiran").click()
    assert download.value.suggested_filename == f"lampiran-kinerja-adminduk_{Periode.of(LAST_DAY)}.xlsx"
    (sheet,) = load_workbook(BytesIO(download.value.path().read_bytes())).worksheets
    cells = list(sheet.iter_rows(values_only=True))
    headings = next(row for row in cells if row[0] == "No")
    (total,) = (row for row in cells if row[1] == "JUMLAH")
    assert format_bilangan(total[headings.index("PRR")]) == shown


def test_every_tile_leads_to_its_regency_and_is_legible_on_a_phone(visit: Visit) -> None:
    page = visit("", size=PHONE)
    tiles = page.locator("a.pt-tile")
    expect(tiles).to_have_count(35)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.pt-tile span')].filter(e => e.scrollWidth > e.clientWidth + 1
            && getComputedStyle(e).display !== 'inline').map(e => e.textContent)"""
    )
    assert cut == []
    sizes = tiles.evaluate_all("all => all.map(e => [e.clientWidth, e.clientHeight])")
    assert min(width for width, _ in sizes) >= 40
    assert min(height for _, height in sizes) >= 44
    page.get_by_role("link", name="Kabupaten Brebes:").click()
    expect(page.locator(".pt-eyebrow")).to_have_text("Kabupaten Brebes (33.29)")


def test_touch_targets_are_large_enough_for_a_thumb(visit: Visit) -> None:
    page = visit(PAGES["kepatuhan"], size=PHONE)
    heights = page.locator("a.pt-mark:visible").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert len(heights) == 35 * 6
    assert min(heights) >= 44


def test_the_quality_page_shows_what_the_checks_counted(visit: Visit, workplace: Workplace) -> None:
    quality = read_quality(workplace.ledger)
    last = over_time(quality, periods=(Periode.of(LAST_DAY),)).iloc[0]
    page = visit(PAGES["mutu"])
    expect(page.locator("h1")).to_contain_text(f"dari {last['n']} baris laporan {Periode.of(LAST_DAY).label}")
    row = page.locator(".pt-grid-mutu tbody tr").first
    expect(row.locator(".pt-in-a")).to_have_text(str(last["clean"]))
    expect(row.locator(".pt-in-b")).to_have_text(str(last["marked"]))
    expect(row.locator(".pt-in-c")).to_have_text(str(last["held"]))
    assert last["n"] == last["clean"] + last["marked"] + last["held"]


def test_an_example_of_a_rule_leads_to_its_file_and_back(visit: Visit) -> None:
    page = visit("mutu?periode=2026-10-P1")
    page.locator(".pt-grid-aturan tr", has_text="Wilayah ambigu").get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("dikembalikan")
    expect(page.locator(".pt-panel h3")).to_contain_text("3328_2026-10-P1")
    page.go_back()
    expect(page.locator(".pt-eyebrow")).to_have_text("Mutu Laporan")


def test_folded_rules_open_with_one_click(visit: Visit, workplace: Workplace) -> None:
    page = visit(PAGES["mutu"])
    fold = page.locator("details.pt-fold", has_text="Surat Keterangan pengganti KTP-el").last
    fold.locator("summary").click()
    window = Periode.range(Periode.parse("2026-06-P1"), Periode.of(LAST_DAY))[-12:]
    rules = expectations(read_quality(workplace.ledger), periods=window)
    ran = rules[rules["rule"] == "sisa_suket_tidak_negatif"].iloc[0]
    row = fold.locator("tr", has_text="Sisa Suket tidak boleh kurang dari 0").first
    assert ran["evaluated"] > 0
    expect(row.locator(".pt-in-nilai")).to_have_text(f"{ran['unexpected']} dari {ran['evaluated']}")


def test_the_revision_page_counts_what_metrics_compare(visit: Visit, workplace: Workplace) -> None:
    since = datetime(2026, 11, 17, tzinfo=WIB)
    after = workplace.marts.current()
    assert after is not None
    with workplace.marts.ephemeral(workplace.ledger, known_at=since) as before:
        changed = effects(before, after, since=since, now=workplace.settings.clock())
    after.close()
    page = visit(PAGES["revisi"])
    expect(page.locator(".pt-grid-revisi tbody tr")).to_have_count(len(changed))
    assert len(changed) > 0
    expect(page.locator("h1")).to_contain_text(
        f"{len(changed)} angka provinsi berubah karena laporan susulan"
    )
    cells = revised_cells(workplace.ledger, since=since)
    expect(page.locator(".pt-grid-sel-revisi tbody tr")).to_have_count(len(cells))


def test_the_dictionary_is_searched_by_any_heading_and_opened_by_a_link(visit: Visit) -> None:
    page = visit("kamus")
    page.get_by_label("Cari bidang").fill("jml_perekaman")
    page.get_by_label("Cari bidang").press("Enter")
    expect(page.locator("h1")).to_contain_text("bidang cocok dengan “jml_perekaman”")
    page.get_by_role("link", name="Sudah rekam sudah_rekam").click()
    expect(page.locator(".pt-panel h3")).to_contain_text("Sudah rekam")
    assert parse_qs(urlsplit(page.url).query)["bidang"] == ["sudah_rekam"]


def test_a_figure_of_the_services_page_leads_to_the_cells_it_was_added_from(
    visit: Visit, workplace: Workplace
) -> None:
    span = month_span("2026-10")
    figure = Figure("pengantaran", ("diserahkan",), "33", span, (("kurir", "grab"),))
    cells = sources(workplace.ledger, figure=figure)
    page = visit(PAGES["layanan"])
    row = page.locator(".pt-grid-layanan tr", has=page.locator("b", has_text="Grab"))
    handed = row.locator(".pt-in-b a")
    expect(handed).to_have_text(format_bilangan(int(cells["value"].sum())))
    handed.click()
    expect(page.locator(".pt-file .pt-in-sel")).to_have_text(cells["cell"].to_list())
    page.go_back()
    expect(page.locator(".pt-eyebrow")).to_have_text("Layanan")


def test_the_fee_of_a_place_outside_the_province_is_shown_and_traced(visit: Visit) -> None:
    page = visit(PAGES["layanan"])
    row = page.locator(".pt-grid-pernyataan tr", has_text="Kota Cilegon").filter(has_text="Tarif antar")
    expect(row).to_contain_text("Penanggung biaya antar: Warga")
    row.get_by_role("link", name="Rp14.000").click()
    expect(page.locator(".pt-file h3")).to_have_text("zero-suket_kota-cilegon_2020-06-02.xlsx")
    expect(page.locator(".pt-file .pt-in-isi")).to_have_text("14000")


def test_a_cell_of_the_rug_opens_its_file(visit: Visit) -> None:
    page = visit("kepatuhan")
    place = load_register().get("33.28")
    page.get_by_role("link", name=f"{place.nama_pendek}, 1–15 Oktober 2026:").click()
    page.locator(".pt-panel").wait_for()
    expect(page.locator(".pt-panel h3")).to_contain_text("3328_2026-10-P1")
    assert parse_qs(urlsplit(page.url).query)["wilayah"] == ["33.28"]


def test_the_selection_lives_in_the_address_and_goes_along(visit: Visit) -> None:
    page = visit("profil?wilayah=33.29&periode=2026-10-P2")
    expect(page.locator("h1")).to_contain_text("Brebes")
    page.get_by_role("link", name="Ringkasan Provinsi").click()
    expect(page.locator("h1")).to_contain_text("16–31 Oktober 2026")
    page.get_by_role("combobox", name="Indikator").click()
    page.get_by_role("option", name="Sisa blangko KTP-el").click()
    expect(page.get_by_role("heading", name="Peta: Sisa blangko KTP-el")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["indikator"] == ["sisa_blangko"]


def test_published_figures_of_the_past_are_shown_above_a_hundred(visit: Visit) -> None:
    page = visit("?periode=2021-07-P1")
    card = page.locator("a.pt-card", has_text="Cakupan perekaman KTP-el")
    expect(card.locator(".pt-value")).to_have_text("104,03")
    expect(card).to_contain_text("periksa penyebut")
    expect(page.locator(".pt-banner-simulasi")).to_have_count(0)


def test_a_percentage_without_counts_is_not_called_recomputed(visit: Visit) -> None:
    page = visit("lacak?indikator=cakupan_perekaman&wilayah=33&periode=2020-09-P1")
    formula = page.locator(".pt-formula")
    expect(formula).to_contain_text("98,96 %, tanpa angka dasar")
    expect(formula).to_contain_text("Tertulis di laporan 98,00 %.")
    expect(formula).not_to_contain_text("dihitung ulang 98,96 %")
    expect(page.locator(".pt-file .pt-in-isi")).to_have_text(["1,04", "98"])


@pytest.mark.parametrize("address", ["ringkasan", "tidak-ada"])
def test_a_typed_address_leads_to_the_first_page_without_an_english_dialog(
    visit: Visit, address: str
) -> None:
    page = visit(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("kabupaten/kota sudah lapor")
    expect(page.get_by_text("Page not found")).to_be_hidden()


def test_an_empty_page_fills_by_itself_once_something_is_published(
    context: BrowserContext, tmp_path: Path
) -> None:
    port = first_free_port("127.0.0.1", start_at=8710)
    moment = datetime(2026, 11, 23, 3, tzinfo=UTC)
    services = start(Settings(home=tmp_path, ledger_url="", marts_url="", port=port, now=moment))
    page = context.new_page()
    try:
        page.goto(services.url)
        expect(page.locator(".pt-notice h1")).to_have_text(
            "Belum ada angka untuk ditampilkan", timeout=15_000
        )
        fill(tmp_path, periods=PERIODS[-1:], silent=SILENT)
        expect(page.locator("h1")).to_contain_text("33 dari 35", timeout=15_000)
    finally:
        page.close()
        services.stop()


def test_a_link_changes_the_page_in_place_and_back_returns(visit: Visit) -> None:
    page = visit("")
    page.evaluate("window.isTheSameDocument = true")
    page.get_by_role("link", name="Kabupaten Brebes:").click()
    expect(page.locator(".pt-eyebrow")).to_have_text("Kabupaten Brebes (33.29)")
    assert page.evaluate("window.isTheSameDocument") is True
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    page.go_back()
    expect(page.locator("h1")).to_contain_text("34 dari 35 kabupaten/kota sudah lapor")

"""The upload page in a real browser: a broken workbook, its answer by cell, and the corrected one."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from pantau.settings import Settings
from pantau.supervisor import Services, first_free_port, start
from pantau.workplace import open_workplace
from tests.dashboard.test_peramban import DESK, ENGLISH, PHONE, Watch
from tests.etl.laporan import form_row, write_form
from warehouse.records import State

pytestmark = pytest.mark.browser

NIK = "3374011203900001"
# What Streamlit's uploader says, and screen readers with it.
UPLOADER_ENGLISH = re.compile(r"\b(Upload|Drag|drop|Browse|Limit|per file|Remove|Add files|file upload)\b")
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Dashboard and worker on a data folder of their own, empty at first."""
    home = tmp_path_factory.mktemp("unggah")
    port = first_free_port("127.0.0.1", start_at=8750)
    moment = datetime(2026, 11, 2, 3, tzinfo=UTC)
    running = start(Settings(home=home, ledger_url="", marts_url="", port=port, now=moment))
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def visit(services: Services, context: BrowserContext) -> Iterator[Visit]:
    """Opens the upload page and waits for its uploader."""
    pages: list[Page] = []

    def go(address: str = "unggah", *, size: tuple[int, int] = DESK, watch: Watch | None = None) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if watch is not None:
            watch.attach(page)
        pages.append(page)
        page.goto(f"{services.url}/{address}")
        page.locator("[data-testid=stFileUploader]").wait_for(timeout=20_000)
        return page

    yield go
    for page in pages:
        page.close()


def upload(page: Page, *paths: Path) -> None:
    before = page.locator(".pt-panel").count()
    page.locator("input[type=file]").set_input_files([str(path) for path in paths])
    expect(page.locator("[data-testid=stFileChip]")).to_have_count(len(paths))
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator(".pt-panel")).to_have_count(before + len(paths), timeout=20_000)


def answer(page: Page, name: str) -> object:
    """The panel of one file, once it holds an answer."""
    panel = page.locator(".pt-answer", has_text=name)
    panel.wait_for(timeout=60_000)
    return panel


def texts(page: Page) -> list[str]:
    """Everything a reader, or a screen reader, is told in words; what is drawn with no size is not."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] *')].flatMap(each => {
            const own = [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data);
            const seen = getComputedStyle(each).fontSize !== '0px';
            const silent = each.closest('[aria-hidden=true], script, style');
            return [...(seen && !silent ? own : []), ...['aria-label', 'title', 'placeholder'].map(
                name => each.getAttribute(name) || '')];
        })"""
    )
    return found


def test_a_broken_report_comes_back_by_cell_and_the_corrected_one_is_accepted(
    visit: Visit, services: Services, tmp_path: Path
) -> None:
    watch = Watch()
    page = visit(watch=watch)
    sound = form_row("33.06")
    broken = write_form(tmp_path / "laporan.xlsx", [form_row("33.05", sisa_prr=-1), sound])
    upload(page, broken)
    panel = answer(page, "laporan.xlsx")
    expect(panel).to_contain_text(re.compile("◆ ?diterima sebagian"))
    expect(panel).to_contain_text("4 baris dibaca = 1 diterima + 1 ditahan + 2 diabaikan (2 judul)")
    expect(panel.locator(".pt-list li")).to_contain_text("lembar Laporan, sel G4")
    with page.expect_download() as workbook:
        page.get_by_role("button", name="Unduh buku kerja bertanda").click()
    assert workbook.value.suggested_filename == "laporan - perbaikan.xlsx"
    marked = load_workbook(BytesIO(workbook.value.path().read_bytes()))
    assert marked["Laporan"]["G4"].comment is not None
    with page.expect_download() as receipt:
        page.get_by_role("button", name="Unduh tanda terima").click()
    assert "Laporan G4" in receipt.value.path().read_text(encoding="utf-8")

    marked["Laporan"]["G4"] = 7
    corrected = tmp_path / "laporan diperbaiki.xlsx"
    marked.save(corrected)
    upload(page, corrected)
    expect(answer(page, "laporan diperbaiki.xlsx")).to_contain_text(re.compile("● ?diterima"))
    page.get_by_role("link", name=re.compile("16–31 Oktober 2026")).first.wait_for(timeout=20_000)
    assert watch.complaints == []
    assert watch.hosts - {""} == {"127.0.0.1"}
    with open_workplace(services.settings) as workplace:
        states = [each.state for each in workplace.ledger.submissions()]
    assert states == [State.PARTIALLY_ACCEPTED, State.ACCEPTED]
    assert not list((services.settings.folder / "sementara").rglob("*.xlsx"))


def test_personal_data_are_refused_with_the_place_and_nothing_is_stored(
    visit: Visit, services: Services, tmp_path: Path
) -> None:
    page = visit()
    upload(page, write_form(tmp_path / "daftar.xlsx", [form_row("33.05", pks=NIK)]))
    panel = answer(page, "daftar.xlsx")
    expect(panel).to_contain_text(re.compile(r"▼ ?ditolak \(data pribadi\)"))
    expect(panel).to_contain_text("lembar Laporan, sel U4")
    expect(panel).to_contain_text("tidak disimpan")
    assert NIK not in page.content()
    stored = [path for path in services.settings.folder.rglob("*") if path.is_file()]
    assert not any(NIK.encode() in path.read_bytes() for path in stored)


def test_several_files_at_once_and_a_reload_keeps_their_answers(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    names = [f"banyak-{number}.xlsx" for number in range(3)]
    rows = [[form_row("33.11", seed=number)] for number in range(3)]
    upload(page, *(write_form(tmp_path / name, own) for name, own in zip(names, rows, strict=True)))
    for name in names:
        answer(page, name)
    page.reload()
    for name in names:
        answer(page, name)


def test_without_a_worker_the_page_says_so_and_goes_on_once_it_is_back(
    visit: Visit, services: Services, tmp_path: Path
) -> None:
    page = visit()
    os.kill(services.worker.pid, signal.SIGKILL)
    services.worker.wait()
    upload(page, write_form(tmp_path / "menunggu.xlsx", [form_row("33.12")]))
    expect(page.locator(".pt-banner-lama")).to_contain_text("Tidak ada worker yang berjalan")
    expect(page.locator(".pt-panel").first).to_contain_text("Berkas tersimpan aman dalam antrean")
    services.revive_worker()
    expect(answer(page, "menunggu.xlsx")).to_contain_text(re.compile("● ?diterima"))
    expect(page.locator(".pt-banner-lama")).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_fits_and_no_english_is_left_on_it(
    visit: Visit, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = visit(size=size)
    empty = texts(page)
    chosen = [
        write_form(tmp_path / f"{'panjang-sekali-' * 8}{n}.xlsx", [form_row("33.13")]) for n in range(5)
    ]
    page.locator("input[type=file]").set_input_files([str(path) for path in chosen])
    expect(page.locator("[data-testid=stFileChip]")).to_have_count(5)
    page.get_by_role("button", name="Hapus").first.wait_for()
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width == size[0], "the page scrolls sideways"
    said = [*empty, *texts(page)]
    assert [text for text in said if UPLOADER_ENGLISH.search(text) or ENGLISH.search(text)] == []
    buttons = page.locator("[data-testid=stFileUploader] button, .stButton button")
    heights = buttons.evaluate_all("all => all.map(each => [each.clientHeight, each.innerText])")
    assert [each for each in heights if each[0] < 40] == []


def test_a_file_too_large_is_refused_in_indonesian_before_it_comes_over_the_wire(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit()
    with (tmp_path / "besar.xlsx").open("wb") as large:
        large.truncate(101 * 1024 * 1024)
    page.locator("input[type=file]").set_input_files(str(tmp_path / "besar.xlsx"))
    page.locator("[data-testid=stFileChip]").wait_for()
    page.locator("[data-testid=stFileChip]").hover()
    page.get_by_text("Tidak dikirim: berkas lebih besar dari 100 MB.").first.wait_for(state="attached")
    page.wait_for_timeout(500)
    body = page.locator("body").inner_text()
    assert [text for text in [*texts(page), body] if re.search(r"\b(must|smaller|Error|File)\b", text)] == []
    expect(page.get_by_role("button", name="Kirim")).to_be_disabled()


def test_an_office_takes_its_own_blank_form_along(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    page.get_by_role("combobox", name="Pengirim").fill("Kota Salatiga")
    page.get_by_role("option", name="Disdukcapil Kota Salatiga").click()
    offer = page.get_by_role("button", name="Unduh formulir kosong Kota Salatiga, 16–31 Oktober 2026")
    with page.expect_download() as download:
        offer.click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)

    assert path.name == "formulir_3373_2026-10-P2.xlsx"
    codes = {str(row[0].value) for row in load_workbook(path)["Perekaman"].iter_rows(min_row=6, max_col=1)}
    assert codes == {"33.73"}

"""Pictures of every page of a running dashboard, on a desk and on a phone, for the documentation.

Usage: python scripts/potret_layar.py http://127.0.0.1:8501 [-o docs/gambar] [--penuh]
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "ringkasan": "",
    "profil": "profil?wilayah=33.29",
    "tertinggal": "tertinggal",
    "tertinggal-bukti": "tertinggal?wilayah=33.29&indikator=cakupan_perekaman",
    "kepatuhan": "kepatuhan",
    "layanan": "layanan",
    "lacak": "lacak?indikator=cakupan_perekaman&wilayah=33.29",
    "mutu": "mutu",
    "revisi": "revisi?sejak=2026-11-17",
    "kamus": "kamus?bidang=sudah_rekam&kontrak=perekaman",
    "metodologi": "metodologi",
    "pengaturan": "pengaturan",
}
SCREENS = ((1440, 900), (390, 844))
READY_MS = 30_000


def find_chromium() -> str:
    """The browser of this machine: `PANTAU_CHROMIUM`, else the first known name on the path."""
    for name in (os.environ.get("PANTAU_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise SystemExit("Chromium tidak ditemukan; pasang dahulu atau tunjuk dengan PANTAU_CHROMIUM.")


def take(browser: Browser, *, url: str, folder: Path, whole: bool) -> None:
    for width, height in SCREENS:
        page = browser.new_page(viewport={"width": width, "height": height}, locale="id-ID")
        for name, address in PAGES.items():
            page.goto(f"{url}/{address}", wait_until="networkidle")
            page.locator("footer.pt-foot").wait_for(timeout=READY_MS)
            page.wait_for_timeout(500)  # the chart draws after its data is there
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=whole)
        page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/gambar"))
    parser.add_argument("--penuh", action="store_true", help="the whole page, not only the first screen")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        take(browser, url=options.url.rstrip("/"), folder=options.output, whole=options.penuh)
        browser.close()


if __name__ == "__main__":
    main()

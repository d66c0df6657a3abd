"""Who is behind, with the evidence one click away; the methods and the settings beside it."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.flag_facts import LABELS, facts_said
from data_contracts.aturan import DatedValue, load_settings
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.periode import Periode
from metrics.bendera import evaluate
from metrics.metodologi import load_methods
from metrics.tanda import flagged_indicators, read_flags
from pantau.rules_file import add_line
from tests.dashboard.halaman import Shown
from tests.dashboard.laporan import SILENT, fill, sudah_rekam, wajib_ktp
from tests.dashboard.test_views import grouped
from tests.metrics.tanda import flag
from warehouse.marts import create_mart_store

# Enough half-months for a direction: twelve changes and one more.
PERIODS = Periode.range(Periode.parse("2026-05-P1"), Periode.parse("2026-11-P1"))
LAST = str(PERIODS[-1])
BREBES, ABOVE = "33.29", "33.14"
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
JUDGED = ("cakupan_perekaman", "prr", "sisa_suket", "cakupan_kia", "cakupan_akta")
"""All that is judged of these reports: nobody counts digital identities in them."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everyone reported for thirteen half-months; Brebes loses recorded people in each."""
    folder = tmp_path_factory.mktemp("tertinggal")
    fill(folder, periods=PERIODS, silent=SILENT)
    return folder


def patch(html: str, *, wilayah: str, indikator: str) -> str:
    """One cell of the rug."""
    address = f"tertinggal?periode={LAST}&amp;wilayah={wilayah}&amp;indikator={indikator}"
    found = re.search(rf'<a href="{re.escape(address)}".*?</a>', html)
    assert found, address
    return found.group()


def test_the_page_opens_with_who_is_red_and_counts_everyone_once(shown: Shown, year: Path) -> None:
    html = shown("tertinggal", folder=year).html
    heading = html[html.index("<h1>") : html.index("</header>")]
    assert "merah pada 1–15 November 2026: Cilacap (" in heading
    red = int(re.search(r"<h1>(\d+) daerah merah", heading).group(1))  # type: ignore[union-attr]
    rest = [
        int(n) for n in re.findall(r"(\d+) (?:kuning|periksa penyebut|belum dapat dinilai|sesuai)", heading)
    ]
    assert red + sum(rest) == 35


def test_each_cell_says_its_verdict_in_symbol_and_word_and_opens_its_evidence(
    shown: Shown, year: Path
) -> None:
    html = shown("tertinggal", folder=year).html
    assert html.count('class="pt-patch') == 35 * len(JUDGED)
    for wilayah, symbol, word in (
        (BREBES, "▼", "tertinggal"),
        (SILENT[0], "○", "belum dapat dinilai"),
        (ABOVE, "△", "periksa penyebut"),
    ):
        cell = patch(html, wilayah=wilayah, indikator="cakupan_perekaman")
        assert f">{symbol}</span><span>{word}</span>" in cell


def test_the_evidence_has_every_signal_with_its_numbers_thresholds_and_cells(
    shown: Shown, year: Path
) -> None:
    html = shown("tertinggal", folder=year, wilayah=BREBES, indikator="cakupan_perekaman").html
    assert "<h1>Brebes pada 1–15 November 2026: tertinggal pada Perekaman" in html
    panel = html[html.index("pt-panel") : html.index("Temuan lain")]
    for title in ("Jarak ke target", "Di antara daerah sebaya", "Arah perubahan", "Laju ke target"):
        assert f"<h4>{title}" in panel
    done, due = sudah_rekam(BREBES, step=len(PERIODS) - 1), wajib_ktp(BREBES)
    gap = -(-994 * due // 1000) - done
    for name, value in (
        ("Pembilang", grouped(done)),
        ("Penyebut", grouped(due)),
        ("Jarak ke target", f"{grouped(gap)} jiwa"),
        ("Ambang jarak, orang", "1.000 jiwa"),
        ("Ambang, poin", "0,5 poin"),
    ):
        assert f'<th scope="row">{name}</th><td>{value}</td>' in panel
    assert "laporan_33.29_2026-11-P1.xlsx, Laporan, D5</a>" in panel
    assert "lacak?indikator=cakupan_perekaman&amp;wilayah=33.29&amp;tanggal=2026-11-15" in panel
    assert "Berakhir bila" in panel
    assert "metodologi?metode=tertinggal" in panel
    assert "versi " in panel


def test_a_place_that_cannot_be_judged_says_why(shown: Shown, year: Path) -> None:
    html = shown("tertinggal", folder=year, wilayah=SILENT[0], indikator="cakupan_perekaman").html
    panel = html[html.index("pt-panel") : html.index("Temuan lain")]
    assert "Belum dilaporkan." in panel
    assert "menyala" not in panel


def test_a_chosen_place_can_be_left_again(shown: Shown, year: Path) -> None:
    html = shown("tertinggal", folder=year, wilayah=BREBES).html
    assert f'href="tertinggal?periode={LAST}">← Semua 35 daerah' in html
    assert html.count('class="pt-patch') == len(flagged_indicators())


def test_one_indicator_shows_one_column_of_all_35(shown: Shown, year: Path) -> None:
    html = shown("tertinggal", folder=year, indikator="cakupan_kia").html
    assert html.count('class="pt-patch') == 35


def test_other_findings_stand_under_their_rule(shown: Shown, year: Path) -> None:
    html = shown("tertinggal", folder=year).html
    findings = html[html.index("Temuan lain") :]
    silent = findings[findings.index("Belum lapor (2 daerah)") :]
    silent = silent[: silent.index("</ul>")]
    for code in SILENT:
        assert load_register().get(code).nama_pendek in silent
    assert "Berakhir bila laporan 1–15 November 2026 diterima." in silent
    fall = findings[findings.index("Sudah rekam turun tanpa sebab (1 daerah)") :]
    assert "Brebes" in fall[: fall.index("</ul>")]


@pytest.mark.parametrize("address", [{"indikator": "sisa_blangko"}, {"wilayah": "33"}])
def test_what_other_pages_carry_along_is_no_mistake(
    address: dict[str, str], shown: Shown, year: Path
) -> None:
    html = shown("tertinggal", folder=year, **address).html
    assert "tidak dikenali" not in html
    assert html.count('class="pt-patch') == 35 * len(JUDGED)


def test_what_nobody_reports_has_no_column_and_is_named_below(shown: Shown, year: Path) -> None:
    """It stands in the evidence of one place, where it is asked for."""
    html = shown("tertinggal", folder=year).html
    below = html[html.index("Belum dapat dinilai di satu daerah pun") :]
    below = below[: below.index("</p>")]
    for item in flagged_indicators():
        assert (item.nama in below) is (item.id not in JUDGED)
    asked = shown("tertinggal", folder=year, indikator="cakupan_ikd").html
    assert asked.count('class="pt-patch') == 35
    own = shown("tertinggal", folder=year, wilayah=BREBES).html
    assert own.count('class="pt-patch') == len(flagged_indicators())


def test_an_unknown_place_is_said(shown: Shown, year: Path) -> None:
    assert "“99.99” tidak dikenali" in shown("tertinggal", folder=year, wilayah="99.99").html


def test_the_map_and_the_profile_judge_by_the_same_flags(shown: Shown, year: Path) -> None:
    overview = shown("ringkasan", folder=year).html
    tile = re.search(r'aria-label="Kabupaten Brebes: [^"]*"', overview)
    assert tile is not None
    assert "tertinggal" in tile.group()
    assert (
        f"wilayah={BREBES}" in overview[overview.index("Perlu perhatian") : overview.index("Jarak terbesar")]
    )
    profile = shown("profil", folder=year, wilayah=BREBES).html
    assert "Cakupan perekaman KTP-el Kabupaten Brebes: Buruk dan tidak pulih." in profile
    address = f"tertinggal?periode={LAST}&amp;wilayah={BREBES}&amp;indikator=cakupan_perekaman"
    assert profile.count(f'href="{address}"') == 2


def test_every_fact_the_engine_gives_as_evidence_has_a_name(year: Path) -> None:
    store = create_mart_store(f"duckdb:///{year / 'marts'}")
    marts = store.current()
    assert marts is not None
    flags = read_flags(evaluate(marts, settings=load_settings(), now=NOW, periods=PERIODS))
    names = {name for found in flags for name in found.facts if found.rule != "tertinggal"}
    marts.close()
    store.close()
    assert len(names) > 30
    fields = {field.name for contract in load_contracts().values() for field in contract.fields}
    assert names <= set(LABELS) | fields


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"nilai": 97.0139}, ("Nilai", "97,01 %")),
        ({"kurang_orang": 35721}, ("Jarak ke target", "35.721 jiwa")),
        ({"perubahan": -0.0561}, ("Perubahan terakhir", "−0,0561 poin")),
        ({"tenggat": "2027-12-31"}, ("Tenggat", "31 Desember 2027")),
        ({"sinyal": "luar_batas"}, ("Sinyal bagan kendali", "Di luar batas kendali")),
        ({"cusum_berbunyi": True}, ("CUSUM berbunyi", "ya")),
        ({"suket_terbit": 12}, ("Suket terbit", "12 lembar")),
        ({"laju_terbaik": None}, ("Laju terbaik setahun terakhir", "–")),
        ({"hal_baru": 5}, ("Hal baru", "5")),
    ],
)
def test_a_fact_is_said_with_its_unit(facts: dict[str, object], said: tuple[str, str]) -> None:
    assert facts_said(flag(BREBES, severity="merah", **facts)) == [said]


def test_every_method_is_told_with_the_values_in_force(shown: Shown) -> None:
    html = shown("metodologi").html
    for method in load_methods().values():
        assert f'href="metodologi?metode={method.id}"' in html
    assert html.count("pt-method") == len(load_methods())
    assert "1.000 orang" in html


def test_a_link_to_one_method_shows_that_one(shown: Shown) -> None:
    html = shown("metodologi", metode="xmr").html
    assert "<h1>Bagan kendali XmR: Apakah perubahan terakhir" in html
    assert html.count("pt-method") == 1
    assert "Metode “bukan” tidak dikenali" in shown("metodologi", metode="bukan").html


def test_every_setting_is_shown_with_author_and_reason_and_none_is_called_a_regulation(shown: Shown) -> None:
    html = shown("pengaturan").html
    for setting in load_settings().values():
        assert f'href="pengaturan?aturan={setting.kunci}"' in html
        assert setting.nilai[0].alasan.replace('"', "&quot;") in html
    assert "belum satu pun diubah.</h1>" in html
    assert "Tidak satu pun pengaturan di halaman ini peraturan" in html
    assert "1,8 % deret tiap bulan" in html
    assert "pantau rules set" in html


def test_a_changed_setting_shows_its_former_value_and_judges_from_its_day_on(
    shown: Shown, year: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "diubah"
    shutil.copytree(year, folder)
    line = DatedValue(
        berlaku_mulai=date(2026, 11, 1), nilai=100_000, penulis="Ibu <Kabid>", alasan="Rapat 30 Juni"
    )
    before = shown("tertinggal", folder=folder, wilayah=BREBES, indikator="cakupan_perekaman").html
    add_line(folder / "aturan.yaml", key="target_selisih_orang", line=line)
    html = shown("pengaturan", folder=folder, aturan="target_selisih_orang").html
    assert "<h1>Jarak ke target, orang: 100.000 orang." in html
    assert "Ibu &lt;Kabid&gt;: Rapat 30 Juni" in html
    assert "1 November 2026" in html
    assert "1.000 orang, sejak awal (Tim Pantau:" in html
    after = shown("tertinggal", folder=folder, wilayah=BREBES, indikator="cakupan_perekaman").html
    assert "<td>1.000 jiwa</td>" in before
    assert "<td>100.000 jiwa</td>" in after
    assert re.search(r"versi (\w+)", before).group(1) != re.search(r"versi (\w+)", after).group(1)  # type: ignore[union-attr]


def test_a_profile_shows_where_the_regency_stands_among_the_chosen_group(shown: Shown, year: Path) -> None:
    html = shown("profil", folder=year, wilayah=BREBES, kelompok="karesidenan").html
    section = html[html.index("Di antara eks-Karesidenan Pekalongan") :]
    section = section[: section.index("Mengapa cakupan")]
    last = len(PERIODS) - 1
    done, due = sudah_rekam(BREBES, step=last), wajib_ktp(BREBES)
    assert f"rekam {grouped(-(-994 * due // 1000) - done)} jiwa lagi" in section
    assert section.count("<tr>") == 1 + 1 + 6
    assert re.search(r"Di antara \d+ daerah yang punya angkanya urutannya", section)
    assert "tertinggal" in section
    assert 'aria-current="true">eks-Karesidenan Pekalongan</a>' in section


def test_counts_are_not_held_against_those_of_other_places(shown: Shown, year: Path) -> None:
    html = shown("profil", folder=year, wilayah=BREBES, indikator="sisa_blangko").html
    assert "tidak sebanding antardaerah" in html
    assert "Kelompok “bukan” tidak dikenali" in shown("profil", folder=year, kelompok="bukan").html


def test_the_change_of_coverage_is_told_by_causes_that_add_up(shown: Shown, year: Path) -> None:
    html = shown("profil", folder=year, wilayah=BREBES).html
    section = html[html.index("Mengapa cakupan perekaman berubah") :]
    section = section[: section.index("Laporan terakhir")]
    last = len(PERIODS) - 1
    then, now = (sudah_rekam(BREBES, step=step) for step in (last - 1, last))
    lost = f"−{grouped(then - now)}"
    # Nothing of what moved it was reported, so all of it is unexplained.
    assert section.count("(tidak dilaporkan)") == 5
    row = section[section.index(">Tidak dijelaskan<") :]
    assert f">{lost}<" in row[: row.index("</tr>")]
    total = section[section.index("Jumlah sejak 31 Oktober 2026") :]
    assert f"<b>{lost}</b>" in total
    points = f"{(then - now) * 100 / wajib_ktp(BREBES):.4f}".replace(".", ",")
    assert f"<b>−{points}</b>" in total


def test_without_counts_at_both_ends_the_causes_say_so(shown: Shown, year: Path) -> None:
    assert "Belum dapat diuraikan" in shown("profil", folder=year, wilayah=SILENT[0]).html

"""The template's first sheet: how to fill it in, in plain words, and the lists its drop-downs choose from."""

from collections.abc import Sequence

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data_contracts.aturan import Rules
from data_contracts.catalogue import load_routine_contracts
from data_contracts.contract import Contract
from data_contracts.daftar import load_vocabulary
from data_contracts.lembar_sendiri import GUIDE_TITLE
from data_contracts.periode import Periode
from data_contracts.tulisan import format_tanggal
from data_contracts.wilayah import Wilayah

SHEET_NAME = "Petunjuk"
_FIRST_LIST_COLUMN = 5


class Lists:
    """The closed lists, each once, in columns to the right of the guide."""

    def __init__(self, sheet: Worksheet) -> None:
        sheet.title = SHEET_NAME
        self._sheet = sheet
        self._ranges: dict[str, str] = {}

    def range_of(self, name: str) -> str:
        """Where a list stands, as a drop-down asks for it."""
        if name not in self._ranges:
            self._ranges[name] = self._write(name)
        return self._ranges[name]

    def _write(self, name: str) -> str:
        column = _FIRST_LIST_COLUMN + len(self._ranges)
        letter = get_column_letter(column)
        labels = load_vocabulary(name).labels
        self._sheet.cell(2, column, f"Daftar {name.replace('_', ' ')}").font = Font(bold=True)
        for row, label in enumerate(labels, start=3):
            cell = self._sheet.cell(row, column, label)
            cell.number_format = "@"
        self._sheet.column_dimensions[letter].width = 26
        return f"'{SHEET_NAME}'!${letter}$3:${letter}${2 + len(labels)}"


def write_guide(
    sheet: Worksheet, *, contracts: Sequence[Contract], wilayah: Wilayah, periode: Periode, rules: Rules
) -> None:
    """Title, steps and the sheets to fill in, in the first column."""
    sheet["A1"] = f"{GUIDE_TITLE} – laporan {wilayah.nama}, periode {periode.label}"
    sheet["A1"].font = Font(bold=True, size=14)
    for row, line in enumerate(_lines(contracts, periode=periode, rules=rules), start=2):
        cell = sheet.cell(row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 96
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.protection.sheet = True


def _send(contracts: Sequence[Contract], *, periode: Periode, rules: Rules) -> str:
    """The last step, with the first day on which a subject is due: of the half-monthly report by the settings
    it is judged by, of the others as their contracts promise.
    """
    if not contracts:
        return "7. Simpan, lalu kirim."
    routine = load_routine_contracts()
    due = min(
        periode.due(rules.hari_jatuh_tempo if contract.name in routine else contract.sla.due_days)
        for contract in contracts
    )
    return f"7. Simpan, lalu kirim paling lambat {format_tanggal(due)}."


def _lines(contracts: Sequence[Contract], *, periode: Periode, rules: Rules) -> list[str]:
    return [
        "1. Isi sel kuning di setiap lembar. Judul, kode, dan nama wilayah sudah terisi dan terkunci.",
        "2. Kosongkan yang belum ada angkanya. Tulis 0 hanya bila memang nol. Jangan menulis “-”.",
        "3. Tulis bilangan tanpa titik, misalnya 916543. Persentase tidak diminta: dihitung dari jumlahnya.",
        "4. Angka abu-abu adalah yang terakhir dilaporkan, sekadar pembanding; tidak dibaca sebagai laporan.",
        "5. Kolom “Pantau: periksa” menghitung langsung: ✓ cocok, ◆ atau ▼ perlu diperiksa lagi.",
        "6. Jangan mengirim nama, NIK, atau alamat. Berkas yang memuatnya ditolak seluruhnya.",
        _send(contracts, periode=periode, rules=rules),
        "",
        "Lembar yang diisi:",
        *(f"• {contract.business_name}: {contract.description}" for contract in contracts),
    ]

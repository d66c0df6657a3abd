"""The command line's words. Usage errors are one Indonesian sentence and exit code 2."""

import argparse
import re
import sys
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import NoReturn

from data_contracts.errors import PantauError
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB

LEVELS = ("provinsi", "kabkota", "kecamatan")
FORMS = ("csv", "json")
# The keys of metrics.analisis.ANALYSES, which is imported only by those who ask for one.
ANALYSES = (
    "xmr", "laney", "cusum", "tren", "laju", "corong", "sebaya", "peringkat", "jarak", "sebab", "penyebut",
    "rentang", "blangko", "pemerataan", "surat-pemerataan",
)  # fmt: skip
OUTCOMES = ("raised", "clear", "not_assessable")


_COMPLAINTS = (
    (r"the following arguments are required: (.*)", r"belum disebut: \1"),
    (r"unrecognized arguments: (.*)", r"tidak dikenal: \1"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"\1 tidak mengenal \2; pilihannya \3"),
    (r"argument (\S+): expected one argument", r"\1 perlu satu isian"),
    (r"argument (\S+): expected at least one argument", r"\1 perlu paling sedikit satu isian"),
    (r"argument (\S+): invalid \w+ value: (.*)", r"\1 tidak dapat membaca \2"),
    (r"argument (\S+): (.*)", r"\1: \2"),
)


class Formatter(argparse.HelpFormatter):
    """Help under Indonesian headings."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or "pemakaian: ")


class Parser(argparse.ArgumentParser):
    """argparse in Indonesian: its help and its complaints."""

    def __init__(self, prog: str | None = None, description: str | None = None) -> None:
        super().__init__(prog=prog, description=description, add_help=False, formatter_class=Formatter)
        self._positionals.title, self._optionals.title = "isian", "pilihan"
        self.add_argument("-h", "--help", action="help", help="tampilkan bantuan ini")

    def error(self, message: str) -> NoReturn:
        """Say it in one sentence and leave with exit code 2."""
        said = _in_indonesian(message)
        print(f"Perintah tidak dapat dibaca: {said}. Lihat `{self.prog} --help`.", file=sys.stderr)  # noqa: T201
        sys.exit(2)


def _in_indonesian(message: str) -> str:
    for pattern, sentence in _COMPLAINTS:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, sentence, message)
    return message


def build_parser() -> Parser:
    """One sub-parser a command; `command` holds the name."""
    parser = Parser(prog="pantau", description="Pantau: dasbor pengawasan adminduk provinsi.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="PERINTAH", parser_class=Parser)
    _add_services(commands)
    _add_intake(commands)
    _add_mapping(commands)
    _add_rules(commands)
    _add_documents(commands)
    _add_reading(commands)
    commands.add_parser("doctor", help="periksa folder data, basis data dan lingkungan")
    return parser


def _add_services(commands: "argparse._SubParsersAction[Parser]") -> None:
    for name, text in (
        ("demo", "buka dasbor dengan data contoh yang melewati penerimaan sungguhan"),
        ("serve", "jalankan worker dan dasbor pada folder data"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--port", type=int, help="port dasbor (bawaan 8501)")
        if name == "demo":
            command.add_argument("--no-browser", action="store_true", help="jangan buka peramban")
    commands.add_parser("worker", help="jalankan worker saja")


def _add_intake(commands: "argparse._SubParsersAction[Parser]") -> None:
    ingest = commands.add_parser("ingest", help="terima dan periksa berkas laporan")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="BERKAS")
    ingest.add_argument("--json", action="store_true", help="hasil sebagai satu dokumen JSON")
    ingest.add_argument("--period", type=_period, help="periode laporan, mis. 2026-10-P2")
    ingest.add_argument("--received-at", type=_moment, help="waktu diterima (ISO 8601)")
    ingest.add_argument("--sender", help="nama pengirim")
    submissions = commands.add_parser("submissions", help="daftar kiriman")
    submissions.add_argument("--json", action="store_true", help="hasil sebagai satu dokumen JSON")

    commands.add_parser("retry", help="masukkan lagi berkas yang disisihkan karena kesalahan kami")

    withdraw = commands.add_parser("withdraw", help="tarik satu kiriman; angka sebelumnya berlaku kembali")
    withdraw.add_argument("id", type=int, metavar="NOMOR", help="nomor kiriman (lihat `pantau submissions`)")
    withdraw.add_argument("--reason", required=True, help="alasan penarikan")


def _add_mapping(commands: "argparse._SubParsersAction[Parser]") -> None:
    mapping = commands.add_parser("mapping", help="arti judul kolom menurut jawaban, per pengirim")
    actions = mapping.add_subparsers(dest="action", required=True, metavar="TINDAKAN", parser_class=Parser)
    listed = actions.add_parser("list", help="daftar jawaban, juga yang sudah dicabut")
    listed.add_argument("--sender", help="hanya pengirim ini")
    listed.add_argument("--json", action="store_true", help="hasil sebagai satu dokumen JSON")
    added = actions.add_parser("add", help="ingat arti sebuah judul")
    revoked = actions.add_parser("revoke", help="cabut arti yang diingat; judulnya akan ditanyakan lagi")
    for action in (added, revoked):
        action.add_argument(
            "--sender", required=True, help="nama pengirim, seperti pada `pantau submissions`"
        )
        action.add_argument("--heading", required=True, help="judul kolom seperti di berkas")
        action.add_argument("--author", required=True, help="siapa yang menjawab atau mencabut")
    added.add_argument("--field", required=True, help="bidang yang dimaksud, mis. sisa_blangko")


def _add_rules(commands: "argparse._SubParsersAction[Parser]") -> None:
    rules = commands.add_parser("rules", help="pengaturan: ambang, jatuh tempo, sebaya")
    actions = rules.add_subparsers(dest="action", required=True, metavar="TINDAKAN", parser_class=Parser)
    listed = actions.add_parser("list", help="semua pengaturan dan siapa yang menetapkannya")
    listed.add_argument("--json", action="store_true", help="hasil sebagai satu dokumen JSON")
    changed = actions.add_parser("set", help="tetapkan nilai baru; nilai lama tetap tercatat")
    tried = actions.add_parser("backtest", help="apa yang akan ditandai dengan nilai lain")
    for action in (changed, tried):
        action.add_argument("key", metavar="KUNCI", help="mis. target_selisih_poin")
        action.add_argument("value", metavar="NILAI", help="mis. 0,5")
    changed.add_argument("--author", required=True, help="siapa yang menetapkan")
    changed.add_argument("--reason", required=True, help="alasannya")
    changed.add_argument("--from", dest="since", type=_date, help="berlaku mulai (bawaan: hari ini)")
    tried.add_argument("--periods", type=int, default=24, help="berapa periode terakhir (bawaan 24)")
    tried.add_argument("--format", choices=FORMS, default="csv", help="bentuk keluaran")


def _add_documents(commands: "argparse._SubParsersAction[Parser]") -> None:
    template = commands.add_parser("template", help="buat buku kerja isian satu kabupaten/kota")
    template.add_argument("--wilayah", required=True, help="kode kabupaten/kota, mis. 33.74")
    template.add_argument("--period", type=_period, required=True, help="periode, mis. 2026-10-P2")
    template.add_argument(
        "--contract",
        nargs="+",
        action="extend",
        metavar="NAMA",
        help="hanya pokok laporan ini (bawaan: semua)",
    )
    template.add_argument("-o", "--output", type=Path, required=True, metavar="BERKAS", help="berkas .xlsx")


def _add_reading(commands: "argparse._SubParsersAction[Parser]") -> None:
    metrics = commands.add_parser("metrics", help="nilai indikator")
    metrics.add_argument("--indicator", nargs="+", action="extend", help="ID indikator (bawaan: semua)")
    metrics.add_argument("--level", choices=LEVELS, help="tingkat wilayah (bawaan: provinsi dan kabkota)")
    metrics.add_argument("--analysis", choices=ANALYSES, help="hasil satu metode atas satu indikator")
    metrics.add_argument(
        "--since",
        type=_period,
        help="dengan --analysis sebab: sejak periode ini (bawaan: periode sebelumnya)",
    )
    lineage = commands.add_parser("lineage", help="asal suatu angka sampai sel")
    lineage.add_argument("--indicator", required=True, help="ID indikator")
    flags = commands.add_parser("flags", help="tanda: siapa tertinggal dan apa lagi yang perlu dilihat")
    flags.add_argument("--indicator", nargs="+", action="extend", help="ID indikator (bawaan: semua)")
    flags.add_argument("--rule", nargs="+", action="extend", help="aturan, mis. tertinggal (bawaan: semua)")
    flags.add_argument(
        "--history",
        action="store_true",
        help="apa yang dikatakan sesudah tiap penerbitan: kapan mulai, kapan hilang (dengan --wilayah)",
    )
    flags.add_argument("--outcome", choices=OUTCOMES, help="hanya hasil ini (bawaan: semua)")
    for command in (metrics, lineage, flags):
        command.add_argument("--wilayah", help="kode wilayah, mis. 33.74", required=command is lineage)
        command.add_argument("--date", type=_date, help="per tanggal, mis. 2026-10-31")
    status = commands.add_parser("status", help="siapa sudah melapor untuk satu periode")
    status.add_argument("--period", type=_period, required=True, help="periode, mis. 2026-10-P2")
    status.add_argument(
        "--completeness",
        action="store_true",
        help="kelengkapan laporan, isian di dalamnya, dan pelaporan beberapa periode terakhir",
    )
    revisions = commands.add_parser("revisions", help="sel mana yang berubah sejak suatu hari")
    revisions.add_argument(
        "--since",
        type=_start,
        required=True,
        help="sejak awal hari ini, mis. 2026-11-01 (atau waktu ISO 8601)",
    )
    for command in (metrics, lineage, flags, status):
        command.add_argument(
            "--known-at", type=_moment, help="menurut yang diketahui sampai waktu ini (ISO 8601)"
        )
    for command in (metrics, lineage, flags, status, revisions):
        command.add_argument("--format", choices=FORMS, default="csv", help="bentuk keluaran")


def _period(text: str) -> Periode:
    try:
        return Periode.parse(text)
    except (PantauError, ValueError) as error:
        message = f"periode {text!r} tidak dikenal; tulis seperti 2026-10-P2"
        raise argparse.ArgumentTypeError(message) from error


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"tanggal {text!r} tidak dikenal; tulis seperti 2026-10-31"
        raise argparse.ArgumentTypeError(message) from error


def _start(text: str) -> datetime:
    """A moment; one without offset is WIB, a bare date is the beginning of that day."""
    if len(text.strip()) == len("2026-10-31"):
        return datetime.combine(_date(text.strip()), time(), tzinfo=WIB)
    return _moment(text)


def _moment(text: str) -> datetime:
    """A moment; one without offset is WIB, a bare date is the end of that day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"waktu {text!r} tidak dikenal; tulis seperti 2026-11-02T10:00:00+07:00"
        raise argparse.ArgumentTypeError(message) from error
    if len(text.strip()) == len("2026-10-31"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999999)
    return moment if moment.tzinfo else moment.replace(tzinfo=WIB)

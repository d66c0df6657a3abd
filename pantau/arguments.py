"""The command line's words. Usage errors are one Indonesian sentence and exit code 2."""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from data_contracts.errors import PantauError
from data_contracts.periode import Periode
from data_contracts.tulisan import WIB

LEVELS = ("provinsi", "kabkota", "kecamatan")
FORMS = ("csv", "json")


class Parser(argparse.ArgumentParser):
    """argparse with its complaints in Indonesian."""

    def error(self, message: str) -> NoReturn:
        print(f"Perintah tidak dapat dibaca: {message}. Lihat `{self.prog} --help`.", file=sys.stderr)  # noqa: T201
        sys.exit(2)


def build_parser() -> Parser:
    """One sub-parser a command; `command` holds the name."""
    parser = Parser(prog="pantau", description="Pantau: dasbor pengawasan adminduk provinsi.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="PERINTAH", parser_class=Parser)
    _add_services(commands)
    _add_intake(commands)
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


def _add_reading(commands: "argparse._SubParsersAction[Parser]") -> None:
    metrics = commands.add_parser("metrics", help="nilai indikator")
    metrics.add_argument("--indicator", nargs="+", action="extend", help="ID indikator (bawaan: semua)")
    metrics.add_argument("--level", choices=LEVELS, help="tingkat wilayah (bawaan: provinsi dan kabkota)")
    lineage = commands.add_parser("lineage", help="asal suatu angka sampai sel")
    lineage.add_argument("--indicator", required=True, help="ID indikator")
    for command in (metrics, lineage):
        command.add_argument("--wilayah", help="kode wilayah, mis. 33.74", required=command is lineage)
        command.add_argument("--date", type=_date, help="per tanggal, mis. 2026-10-31")
        command.add_argument("--known-at", type=_moment, help="menurut yang diketahui sampai waktu ini (ISO 8601)")
    status = commands.add_parser("status", help="siapa sudah melapor untuk satu periode")
    status.add_argument("--period", type=_period, required=True, help="periode, mis. 2026-10-P2")
    for command, forms in ((metrics, FORMS), (lineage, FORMS), (status, FORMS)):
        command.add_argument("--format", choices=forms, default="csv", help="bentuk keluaran")


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


def _moment(text: str) -> datetime:
    """A moment; one without offset is WIB, a bare date is the end of that day (known up to and including it)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"waktu {text!r} tidak dikenal; tulis seperti 2026-11-02T10:00:00+07:00"
        raise argparse.ArgumentTypeError(message) from error
    if len(text.strip()) == len("2026-10-31"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999999)
    return moment if moment.tzinfo else moment.replace(tzinfo=WIB)

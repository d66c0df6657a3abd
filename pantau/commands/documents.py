"""`template`: files made for people."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from data_contracts.catalogue import load_register
from data_contracts.errors import UsageError
from data_contracts.wilayah import Wilayah
from pantau.output import print_lines
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from reporting.templat import template as make_template
from warehouse.durable import write_durably
from warehouse.marts import Marts


def template(arguments: argparse.Namespace, settings: Settings) -> int:
    """Writes the period's workbook for a kabupaten/kota, with what it reported last."""
    wilayah = _regency(arguments.wilayah)
    if arguments.output.suffix.lower() != ".xlsx":
        raise UsageError(f"Nama berkas {arguments.output.name} tidak berakhiran .xlsx; ganti, lalu ulangi.")
    with open_workplace(settings) as workplace, _published(workplace) as marts:
        content = make_template(
            marts,
            wilayah=wilayah,
            periode=arguments.period,
            contracts=arguments.contract,
            settings=workplace.rule_settings(),
        )
    _write(arguments.output, content)
    print_lines([f"Templat {wilayah.nama} untuk {arguments.period.label} ada di {arguments.output}."])
    return 0


def _regency(text: str) -> Wilayah:
    found = load_register().find_kode(text)
    if found is None or found.tingkat != "kabkota":
        raise UsageError(f"{text} bukan kode kabupaten/kota di Jawa Tengah; tulis seperti 33.74.")
    return found


@contextmanager
def _published(workplace: Workplace) -> Iterator[Marts | None]:
    """What is published; None where nothing is yet: a template is also made before the first report."""
    marts = workplace.marts.current()
    if marts is None:
        yield None
    else:
        with closing(marts):
            yield marts


def _write(target: Path, content: bytes) -> None:
    try:
        write_durably(target, content)
    except OSError as error:
        message = f"Berkas {target} tidak dapat ditulis ({error.strerror}). Periksa nama dan foldernya."
        raise UsageError(message) from error

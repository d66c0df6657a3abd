"""`mapping list|add|revoke`: what a sender means by headings of his own, as somebody answered."""

import argparse
from collections.abc import Callable, Mapping

from data_contracts.catalogue import IDENTIFICATION, load_contracts, load_headings, load_identification
from data_contracts.errors import PrivacyError, UsageError
from data_contracts.judul import normal_heading
from data_contracts.tulisan import format_waktu
from etl.privacy import holds_personal_number, is_personal_heading
from pantau.output import print_json, print_lines, print_table
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from warehouse.mappings import UnknownMappingError

_COLUMNS = {
    "sender": "Pengirim",
    "heading": "Judul",
    "field": "Berarti",
    "author": "Dijawab oleh",
    "decided_at": "Pada",
    "revoked_at": "Dicabut",
}


def mapping(arguments: argparse.Namespace, settings: Settings) -> int:
    """Shows, adds or revokes remembered headings."""
    with open_workplace(settings) as workplace:
        return _ACTIONS[arguments.action](arguments, workplace)


def _list(arguments: argparse.Namespace, workplace: Workplace) -> int:
    wanted = [each for each in workplace.mappings.all() if arguments.sender in {None, each.sender}]
    records = [
        {
            "sender": each.sender,
            "heading": each.heading,
            "contract": each.contract,
            "field": each.field,
            "author": each.author,
            "decided_at": each.decided_at if arguments.json else format_waktu(each.decided_at),
            "revoked_by": each.revoked_by,
            "revoked_at": each.revoked_at if arguments.json else format_waktu(each.revoked_at),
        }
        for each in wanted
    ]
    if arguments.json:
        print_json(records)
    else:
        print_table(records, columns=_COLUMNS)
    return 0


def _add(arguments: argparse.Namespace, workplace: Workplace) -> int:
    contract, name = _field(arguments.field)
    _refuse_heading(arguments.heading)
    _refuse_personal(arguments.sender, arguments.author)
    workplace.mappings.remember(
        sender=arguments.sender,
        heading=arguments.heading,
        contract=contract,
        field=arguments.field,
        author=arguments.author,
        decided_at=workplace.settings.clock(),
    )
    said = f"“{arguments.heading}” dari {arguments.sender} dibaca “{name}”, mulai kiriman berikutnya."
    print_lines([said])
    return 0


def _revoke(arguments: argparse.Namespace, workplace: Workplace) -> int:
    _refuse_personal(arguments.author)
    try:
        workplace.mappings.revoke(
            sender=arguments.sender,
            heading=arguments.heading,
            author=arguments.author,
            revoked_at=workplace.settings.clock(),
        )
    except UnknownMappingError as error:
        raise UsageError(error.message) from error
    said = f"Arti “{arguments.heading}” dari {arguments.sender} dicabut; judul itu akan ditanyakan lagi."
    print_lines([said])
    return 0


def _field(name: str) -> tuple[str, str]:
    """The contract and business name of a field; UsageError where no contract has it."""
    subjects = {**load_contracts(), IDENTIFICATION: load_identification()}
    for contract, subject in subjects.items():
        fields = subject.fields if contract == IDENTIFICATION else subject.measured
        for field in fields:
            if field.name == name:
                return contract, field.business_name
    raise UsageError(f"Bidang “{name}” tidak ada di kontrak mana pun; lihat docs/kamus-data.md.")


def _refuse_heading(heading: str) -> None:
    """An answer never changes what a known heading means, nor opens a column about single persons."""
    normal = normal_heading(heading)
    if not normal:
        raise UsageError("Judulnya kosong; tulis judul kolom seperti di berkas pengirim.")
    if normal in load_headings():
        _, field = load_headings()[normal]
        known = f"Judul “{heading}” sudah dikenal sebagai “{field.business_name}”; tidak dapat diubah."
        raise UsageError(known)
    if is_personal_heading(normal) or holds_personal_number(heading):
        raise PrivacyError("Judul itu menyangkut data perorangan, jadi tidak pernah dibaca.")


def _refuse_personal(*names: str) -> None:
    if any(map(holds_personal_number, names)):
        raise PrivacyError("Nama memuat nomor 16 angka; tulis nama tanpa data perorangan.")


_ACTIONS: Mapping[str, Callable[[argparse.Namespace, Workplace], int]] = {
    "list": _list,
    "add": _add,
    "revoke": _revoke,
}

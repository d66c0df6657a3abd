"""`pantau doctor`: what an administrator looks at first at 2 a.m."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from data_contracts.aturan import load_settings
from data_contracts.catalogue import load_contracts, load_register
from data_contracts.errors import ContractError, PantauError
from data_contracts.tulisan import format_bilangan, format_tanggal, format_waktu
from pantau.inbox import IN_WORK, trouble
from pantau.publishing import state_of
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from warehouse.mail import MailBook

LOW_DISK_BYTES = 1024**3


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    passed: bool
    message: str


def examine(settings: Settings) -> tuple[Check, ...]:
    """Every check in order; one that breaks is a failed check, never an exception."""
    checks = [_guard("Python", _python), _guard("Kontrak data", _contracts)]
    try:
        with open_workplace(settings) as workplace:
            checks.append(Check(name="Folder data", passed=True, message=str(settings.folder)))
            return (*checks, *(_guard(name, partial(look, workplace)) for name, look in OF_A_FOLDER.items()))
    except (PantauError, OSError) as error:
        return (*checks, Check(name="Folder data", passed=False, message=str(error)))


def _guard(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        passed, message = look()
    except Exception as error:  # noqa: BLE001 - a broken check is what the doctor reports
        return Check(name=name, passed=False, message=f"{type(error).__name__}: {error}")
    return Check(name=name, passed=passed, message=message)


def _python() -> tuple[bool, str]:
    return (3, 11) <= sys.version_info[:2] <= (3, 14), sys.version.split()[0]


def _contracts() -> tuple[bool, str]:
    contracts, register = load_contracts(), load_register()
    return len(register.kabkota) == 35, f"{len(contracts)} kontrak, {len(register.kabkota)} kabupaten/kota"


def _ledger(workplace: Workplace) -> tuple[bool, str]:
    problem = workplace.ledger.integrity_problem()
    count = format_bilangan(len(workplace.ledger.submissions()))
    return problem is None, problem or f"utuh, {count} kiriman"


def _disk(workplace: Workplace) -> tuple[bool, str]:
    free = shutil.disk_usage(workplace.settings.folder).free
    return free > LOW_DISK_BYTES, f"{format_bilangan(free // 1024**2)} MB bebas"


def _queue(workplace: Workplace) -> tuple[bool, str]:
    waiting = workplace.queue.pending()
    running = workplace.has_running_worker()
    message = (
        f"{format_bilangan(waiting)} berkas menunggu, worker {'berjalan' if running else 'tidak berjalan'}"
    )
    aside = workplace.queue.put_aside()
    if aside:
        names = ", ".join(job.file_name for job in aside)
        message += (
            f"; {format_bilangan(len(aside))} berkas disisihkan karena kesalahan kami ({names}). "
            "Lihat catatan worker, perbaiki, lalu jalankan `pantau retry`"
        )
    return (running or not waiting) and not aside, message


def _marts(workplace: Workplace) -> tuple[bool, str]:
    snapshot = workplace.marts.info()
    if snapshot is None:
        return workplace.ledger.sequence() == 0, "belum ada; terbit setelah laporan pertama"
    fresh = snapshot.ledger_sequence == workplace.ledger.sequence()
    when = format_waktu(snapshot.published_at)
    return fresh, f"versi {snapshot.version}, terbit {when}{'' if fresh else '; tertinggal dari buku besar'}"


def _rules(workplace: Workplace) -> tuple[bool, str]:
    """Whether the settings can be read, and how many were changed here."""
    try:
        known = workplace.rule_settings()
    except ContractError as error:
        return False, error.message
    changed = sum(known[key] != setting for key, setting in load_settings().items())
    return True, f"{format_bilangan(len(known))} pengaturan, {format_bilangan(changed)} diubah di sini"


def _flags(workplace: Workplace) -> tuple[bool, str]:
    """Whether what is published was judged by the settings of now; the worker does so when nobody waits."""
    snapshot, last = workplace.marts.info(), workplace.flags.last_state()
    if snapshot is None:
        return True, "belum ada data terbitan"
    state = state_of(workplace, now=workplace.settings.clock())
    if state is None or last is None or not state.is_of_same_figures(last):
        return False, (
            "data terbitan terakhir belum dinilai dengan pengaturan sekarang; jalankan worker "
            "(`pantau serve`), dan bila tetap begini lihat catatan worker"
        )
    return True, f"dinilai {format_tanggal(last.day)}, pengaturan {last.settings_mark}"


def _inbox(workplace: Workplace) -> tuple[bool, str]:
    folder = workplace.settings.inbox_folder
    problem = trouble(folder)
    in_work = len(list((folder / IN_WORK).glob("*"))) if problem is None and folder.exists() else 0
    return problem is None, problem or f"{folder}, {format_bilangan(in_work)} berkas sedang diperiksa"


def _mail(workplace: Workplace) -> tuple[bool, str]:
    """Signs in to both servers, where a mailbox is set: the doctor's only call that leaves this machine."""
    if not workplace.settings.imap_host:
        return True, "tidak dipakai"
    from pantau.mail_server import open_mailbox, open_outgoing
    from pantau.mail_settings import read_mail_settings

    settings = read_mail_settings(workplace.settings)
    assert settings is not None  # noqa: S101 - a host is named
    with open_mailbox(settings) as box, open_outgoing(settings.smtp):
        unseen = len(box.unseen())
    answers = MailBook(workplace.ledger.engine).count()
    said = (
        f"{format_bilangan(unseen)} surel belum dibuka, {format_bilangan(answers.owed)} jawaban menunggu "
        f"dikirim, {format_bilangan(answers.given_up)} jawaban ditolak alamatnya"
    )
    return True, f"{settings.mailbox} tersambung, {said}"


OF_A_FOLDER = {
    "Buku besar": _ledger,
    "Ruang cakram": _disk,
    "Antrean": _queue,
    "Kotak masuk": _inbox,
    "Kotak surat": _mail,
    "Pengaturan": _rules,
    "Data terbitan": _marts,
    "Tanda": _flags,
}

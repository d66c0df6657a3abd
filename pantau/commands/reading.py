"""`metrics`, `lineage`, `status`, `revisions`."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager

from data_contracts.catalogue import load_register
from data_contracts.errors import UsageError
from data_contracts.periode import Periode
from metrics.catalogue import find_indicator, load_indicators
from metrics.ketepatan import report_status
from metrics.lineage import LINEAGE_COLUMNS
from metrics.lineage import lineage as trace
from metrics.measure import COMMAND_COLUMNS, measure
from metrics.revisi import REVISION_COLUMNS, revised_cells
from metrics.tiga_kelengkapan import COMPLETENESS_COLUMNS, completeness
from pantau.output import print_frame
from pantau.publishing import complete_flags
from pantau.settings import Settings
from pantau.workplace import Workplace, open_workplace
from warehouse.marts import Marts, publish

STATUS_COLUMNS = ("wilayah", "nama", "periode", "status", "received_at", "due", "submission")


def metrics(arguments: argparse.Namespace, settings: Settings) -> int:
    """Values of the chosen indicators, as known now or at a past moment; or what a method makes of one."""
    indicators = known_indicators(arguments.indicator)
    wilayah = own_wilayah(arguments.wilayah) if arguments.wilayah else None
    if arguments.since and arguments.analysis != "sebab":
        raise UsageError("--since hanya untuk --analysis sebab.")
    if arguments.analysis:
        return _analysis(arguments, settings, indicators=indicators, wilayah=wilayah)
    with open_workplace(settings) as workplace, marts_asked_for(workplace, arguments) as marts:
        frame = measure(
            marts,
            indicators=indicators,
            level=arguments.level,
            wilayah=wilayah,
            tanggal=arguments.date,
            now=arguments.known_at or settings.clock(),
            settings=workplace.rule_settings(known_at=arguments.known_at),
        )
    print_frame(frame, columns=COMMAND_COLUMNS, form=arguments.format)
    return 0


def _analysis(
    arguments: argparse.Namespace,
    settings: Settings,
    *,
    indicators: tuple[str, ...] | None,
    wilayah: str | None,
) -> int:
    # Imported late: the methods are many, and plain figures do not need them.
    from metrics.analisis import ANALYSES
    from metrics.analisis.tabel import Asked
    from metrics.bendera.evaluasi import latest_periods

    if indicators and indicators[0] not in load_indicators():
        raise UsageError(f"Analisis membahas indikator utuh, bukan rincian seperti {indicators[0]}.")
    if indicators is not None and len(indicators) > 1:
        raise UsageError("Satu analisis membahas satu indikator; sebutkan satu saja.")
    if arguments.level or (wilayah and load_register().get(wilayah).tingkat == "kecamatan"):
        raise UsageError("Analisis membahas provinsi atau kabupaten/kota; sebutkan --wilayah seperti 33.74.")
    with open_workplace(settings) as workplace, marts_asked_for(workplace, arguments) as marts:
        now = arguments.known_at or settings.clock()
        latest = latest_periods(marts, now=now, number=1)
        if not arguments.date and not latest:
            raise UsageError("Belum ada periode yang berakhir dengan angka; masukkan laporan lebih dahulu.")
        asked = Asked(
            marts=marts,
            settings=workplace.rule_settings(known_at=arguments.known_at),
            now=now,
            periode=Periode.of(arguments.date) if arguments.date else latest[0],
            indicator=indicators[0] if indicators else None,
            wilayah=wilayah,
            since=arguments.since,
        )
        frame = ANALYSES[arguments.analysis](asked)
    print_frame(frame, columns=tuple(map(str, frame.columns)), form=arguments.format)
    return 0


def lineage(arguments: argparse.Namespace, settings: Settings) -> int:
    """The cells a figure came from."""
    (indicator,) = known_indicators([arguments.indicator]) or ()
    wilayah = _known_wilayah(arguments.wilayah)
    with open_workplace(settings) as workplace:
        frame = trace(
            workplace.ledger,
            indicator=indicator,
            wilayah=wilayah,
            tanggal=arguments.date,
            known_at=arguments.known_at,
            settings=workplace.rule_settings(known_at=arguments.known_at),
        )
    print_frame(frame, columns=LINEAGE_COLUMNS, form=arguments.format)
    return 0


def status(arguments: argparse.Namespace, settings: Settings) -> int:
    """Who reported, late or not at all, for one period; or how complete that was, in three ways."""
    with open_workplace(settings) as workplace, marts_asked_for(workplace, arguments) as marts:
        now = arguments.known_at or settings.clock()
        rules = workplace.rule_settings(known_at=arguments.known_at)
        if arguments.completeness:
            frame = completeness(marts, periode=arguments.period, now=now, settings=rules)
        else:
            frame = report_status(marts, periods=(arguments.period,), now=now, settings=rules)
    columns = COMPLETENESS_COLUMNS if arguments.completeness else STATUS_COLUMNS
    print_frame(frame, columns=columns, form=arguments.format)
    return 0


def revisions(arguments: argparse.Namespace, settings: Settings) -> int:
    """The cells that say something else than they said at a past moment."""
    with open_workplace(settings) as workplace:
        frame = revised_cells(workplace.ledger, since=arguments.since)
    print_frame(frame, columns=REVISION_COLUMNS, form=arguments.format)
    return 0


@contextmanager
def marts_asked_for(workplace: Workplace, arguments: argparse.Namespace) -> Iterator[Marts]:
    """The marts as of `--known-at`, else the published ones."""
    if arguments.known_at is None:
        with published(workplace) as marts:
            yield marts
    else:
        with workplace.marts.ephemeral(workplace.ledger, known_at=arguments.known_at) as marts:
            yield marts


@contextmanager
def published(workplace: Workplace) -> Iterator[Marts]:
    """The published snapshot, brought up to the ledger first where no worker is about to do so."""
    if not workplace.has_running_worker():
        now = workplace.settings.clock()
        publish(workplace.ledger, store=workplace.marts, now=now)
        complete_flags(workplace, now=now)
    marts = workplace.marts.current()
    if marts is None:
        message = "Belum ada data yang diterbitkan; masukkan laporan dengan `pantau ingest BERKAS`."
        raise UsageError(message)
    with closing(marts):
        yield marts


def known_indicators(names: list[str] | None) -> tuple[str, ...] | None:
    """The ids asked for, None for all; UsageError for one that does not exist."""
    if names is None:
        return None
    for name in names:
        if find_indicator(name) is None:
            message = (
                f"Indikator {name!r} tidak dikenal; yang ada: {', '.join(load_indicators())}, dan rinciannya "
                "menurut kurir, kanal, dan dokumen seperti antar_terkirim.pos."
            )
            raise UsageError(message)
    return tuple(names)


def own_wilayah(text: str) -> str:
    """The code of a place of the province; UsageError for any other."""
    kode = _known_wilayah(text)
    wilayah = load_register().get(kode)
    if wilayah.tingkat == "pembanding":
        message = (
            f"{wilayah.nama} ({kode}) adalah daerah pembanding di luar provinsi, tanpa capaian sendiri. "
            "Angkanya dapat dilihat dengan `pantau lineage`."
        )
        raise UsageError(message)
    return kode


def _known_wilayah(text: str) -> str:
    wilayah = load_register().find_kode(text)
    if wilayah is None:
        message = f"Kode wilayah {text!r} tidak dikenal; tulis seperti 33.74."
        raise UsageError(message)
    return wilayah.kode

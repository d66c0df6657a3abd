"""Methods that look at blank cards."""

import pandas as pd

from data_contracts.aturan import rules_on
from data_contracts.catalogue import load_holidays, load_register
from data_contracts.errors import UsageError
from metrics.analisis.tabel import Asked, places_asked
from metrics.blangko.laporan import read_reported
from metrics.blangko.pemerataan import Evening, equal_run_out, holdings_of
from metrics.blangko.prakiraan import blangko_outlook
from metrics.blangko.surat import transfer_letter
from metrics.kecukupan import cover_formula


def cards(asked: Asked) -> pd.DataFrame:
    """The outlook of every regency's blank cards: run-out interval, binding constraint, demand, colour."""
    own = [place.kode for place in places_asked(asked, load_register().kabkota)]
    rows = _outlook(asked)
    return rows[rows["wilayah"].isin(own)].reset_index(drop=True)


def transfers(asked: Asked) -> pd.DataFrame:
    """Which cards to move between regencies so that all run out together; of a place, those from or to it."""
    own = {place.kode for place in places_asked(asked, load_register().kabkota)}
    plan = _plan(asked)
    rows = [
        {
            "dari": move.giver.kode,
            "nama_dari": move.giver.nama,
            "ke": move.receiver.kode,
            "nama_ke": move.receiver.nama,
            "keping": move.count,
            "km": move.distance_km,
            "hari_habis_bersama": plan.days,
        }
        for move in plan.transfers
        if own & {move.giver.kode, move.receiver.kode}
    ]
    names = ["dari", "nama_dari", "ke", "nama_ke", "keping", "km", "hari_habis_bersama"]
    return pd.DataFrame(rows, columns=names)


def letter(asked: Asked) -> pd.DataFrame:
    """The draft of the letter that asks for these transfers: its subject, then a row for each paragraph."""
    if asked.wilayah not in {None, load_register().provinsi.kode}:
        raise UsageError("Surat pemindahan membahas semua daerah; jangan sebutkan --wilayah.")
    draft = transfer_letter(_plan(asked), as_of=asked.periode.end)
    parts = [("hal", draft.title), *(("isi", line) for line in draft.lines)]
    return pd.DataFrame(parts, columns=["bagian", "teks"])


def _plan(asked: Asked) -> Evening:
    rules = rules_on(asked.settings, asked.periode.end)
    holdings = holdings_of(_outlook(asked), register=load_register())
    return equal_run_out(holdings, box=rules.blangko_kotak, smallest=rules.blangko_kiriman_terkecil)


def _outlook(asked: Asked) -> pd.DataFrame:
    return blangko_outlook(
        read_reported(asked.marts, formula=cover_formula(), first=asked.periode, last=asked.periode),
        places=[place.kode for place in load_register().kabkota],
        periods=[asked.periode],
        rules=rules_on(asked.settings, asked.periode.end),
        holidays=load_holidays(),
    )

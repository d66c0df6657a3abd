"""Addresses of the pages; relative, so that they hold behind any base path."""

from datetime import date
from urllib.parse import urlencode

from metrics.rincian import Figure

PROFILE = "profil"
PUNCTUALITY = "kepatuhan"
SOURCE = "lacak"
QUALITY = "mutu"
REVISIONS = "revisi"
DICTIONARY = "kamus"
UPLOAD = "unggah"
SERVICES = "layanan"
BEHIND = "tertinggal"
METHODS = "metodologi"
SETTINGS = "pengaturan"


def profile(
    wilayah: str, *, periode: str | None = None, indikator: str | None = None, kelompok: str | None = None
) -> str:
    """One regency; `kelompok` is the group it is compared with (left out: its peers)."""
    return _address(PROFILE, wilayah=wilayah, periode=periode, indikator=indikator, kelompok=kelompok)


def punctuality(*, periode: str, wilayah: str | None = None, lihat: str | None = None) -> str:
    """`periode` is the last half-month shown, `lihat` the one whose file is opened (left out: the last)."""
    return _address(PUNCTUALITY, periode=periode, wilayah=wilayah, lihat=lihat)


def source(indikator: str, *, wilayah: str, tanggal: date | None) -> str:
    return _address(
        SOURCE, indikator=indikator, wilayah=wilayah, tanggal=tanggal.isoformat() if tanggal else None
    )


def cells(figure: Figure) -> str:
    """The cells of one figure of a contract with dimensions; its days stand as `dari` and `sampai`."""
    first, last = (day.isoformat() if day else None for day in (figure.span.first, figure.span.last))
    state = {"kontrak": figure.contract, "bidang": ",".join(figure.fields), "wilayah": figure.wilayah}
    return _address(SOURCE, **state, dari=first, sampai=last, **dict(figure.keys))


def services(*, bulan: str, wilayah: str | None = None) -> str:
    return _address(SERVICES, bulan=bulan, wilayah=wilayah)


def submission(number: int) -> str:
    """One file with its life and findings."""
    return _address(SOURCE, kiriman=str(number))


def quality(*, periode: str, wilayah: str | None = None) -> str:
    return _address(QUALITY, periode=periode, wilayah=wilayah)


def dictionary(bidang: str, *, kontrak: str) -> str:
    return _address(DICTIONARY, bidang=bidang, kontrak=kontrak)


def behind(*, periode: str, wilayah: str | None = None, indikator: str | None = None) -> str:
    """The flags; with both `wilayah` and `indikator` the evidence of one verdict."""
    return _address(BEHIND, periode=periode, wilayah=wilayah, indikator=indikator)


def method(metode: str) -> str:
    """One method in words."""
    return _address(METHODS, metode=metode)


def setting(kunci: str) -> str:
    """One setting with its former values."""
    return _address(SETTINGS, aturan=kunci)


def _address(page: str, **state: str | None) -> str:
    known = {key: value for key, value in state.items() if value}
    return f"{page}?{urlencode(known)}" if known else page

"""The two generated lists of examples/README.md: figures that contradict themselves, and figures left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from data_contracts.tulisan import format_bilangan, format_persen, format_tanggal
from scripts.terbitan import Angka, Catatan, Terbitan, baca_pemetaan, baca_terbitan, petakan

# A printed percentage and the two counts of the same record it should follow from.
PERSENTASE = {
    "persen_rekam": ("sudah_rekam", "wajib_ktp"),
    "persen_belum_rekam": ("belum_rekam", "wajib_ktp"),
    "persen_kia": ("kia", "anak_0_17"),
    "persen_akta": ("akta_0_18", "anak_0_18"),
}
AMBANG_POIN = Fraction(5, 100)


def perbarui_daftar(readme: Path, *, sumber: Path) -> None:
    """Rewrite both lists in place between their markers."""
    readme.write_text(dengan_daftar(readme.read_text(encoding="utf-8"), sumber=sumber), encoding="utf-8")


def dengan_daftar(teks: str, *, sumber: Path) -> str:
    """The README's text with both lists as of now; ValueError when a marker is missing."""
    pemetaan = baca_pemetaan(sumber / "pemetaan.csv")
    catatan, dilewati = petakan(baca_terbitan(sumber / "published_figures.csv"), pemetaan=pemetaan)
    teks = _ganti(teks, "pertentangan", list(pertentangan(catatan)))
    return _ganti(teks, "tidak-dimuat", list(tidak_dimuat(dilewati)))


def pertentangan(catatan: Iterable[Catatan]) -> Iterator[str]:
    """One table line per printed percentage or sum that does not follow from the counts printed beside it."""
    yield "| date | wilayah | figure | printed | recomputed | what Pantau shows |"
    yield "|---|---|---|---|---|---|"
    for satu in catatan:
        yield from _persentase_salah(satu)
        yield from _jumlah_salah(satu)


def _persentase_salah(catatan: Catatan) -> Iterator[str]:
    for bidang, (pembilang, penyebut) in PERSENTASE.items():
        tercetak, atas, bawah = (catatan.angka.get(nama) for nama in (bidang, pembilang, penyebut))
        if tercetak is None or atas is None or not bawah:
            continue
        dihitung = 100 * Fraction(atas) / Fraction(bawah)
        if abs(Fraction(str(tercetak)) - dihitung) > AMBANG_POIN:
            yield _baris(catatan, bidang, f"{_angka(tercetak)} %", format_persen(dihitung), _tampil(dihitung))


def _tampil(dihitung: Fraction) -> str:
    akhir = "; *periksa penyebut*, because it is above 100 %" if dihitung > 100 else ""
    return f"{format_persen(dihitung)}, the printed figure beside it{akhir}"


def _jumlah_salah(catatan: Catatan) -> Iterator[str]:
    sudah, belum, wajib = (catatan.angka.get(nama) for nama in ("sudah_rekam", "belum_rekam", "wajib_ktp"))
    if sudah is None or belum is None or wajib is None:
        return
    if sudah + belum != wajib:
        rumus = f"sudah_rekam + belum_rekam = {_angka(sudah + belum)}"
        yield _baris(catatan, "wajib_ktp", _angka(wajib), rumus, "both as printed, and a finding")


def _baris(catatan: Catatan, bidang: str, tercetak: str, dihitung: str, pantau: str) -> str:
    kepala = f"| {format_tanggal(catatan.tanggal)} | {catatan.wilayah} | `{bidang}` |"
    return f"{kepala} {tercetak} | {dihitung} | {pantau} |"


def tidak_dimuat(dilewati: Sequence[tuple[Terbitan, str]]) -> Iterator[str]:
    """One table line per figure that is in no file, with its reason."""
    yield f"{len(dilewati)} figures:"
    yield ""
    yield "| tanggal | wilayah | indikator | nilai | satuan | alasan |"
    yield "|---|---|---|---|---|---|"
    for satu, alasan in sorted(dilewati, key=lambda d: (d[0].tanggal, d[0].wilayah, d[0].indikator)):
        kepala = f"| {satu.tanggal.isoformat()} | {satu.wilayah} | {satu.indikator} |"
        yield f"{kepala} {_angka(satu.nilai)} | {satu.satuan} | {alasan} |"


def _angka(nilai: Angka) -> str:
    if isinstance(nilai, float):
        return str(nilai).replace(".", ",")
    return format_bilangan(nilai)


def _ganti(teks: str, nama: str, baris: Sequence[str]) -> str:
    pola = re.compile(rf"(<!-- {nama}: mulai -->\n).*?(<!-- {nama}: selesai -->)", re.DOTALL)
    isi = "\n".join(baris)
    baru, kali = pola.subn(lambda m: f"{m[1]}\n{isi}\n\n{m[2]}", teks)
    if kali != 1:
        message = f"examples/README.md: the markers of “{nama}” are missing"
        raise ValueError(message)
    return baru

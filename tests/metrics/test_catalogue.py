"""The declared indicators: complete, consistent with the contracts, and strict about typing mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from data_contracts.catalogue import load_targets
from metrics.catalogue import (
    INDICATORS_FILE,
    Kelompok,
    Tally,
    find_indicator,
    load_breakdowns,
    load_indicators,
    parse_indicators,
)

TEXT = INDICATORS_FILE.read_text(encoding="utf-8")


def test_the_indicators_of_the_project_are_declared_in_reading_order() -> None:
    groups = [item.kelompok for item in load_indicators().values()]
    # Each group in one piece, in the order in which pages show them.
    assert list(dict.fromkeys(groups)) == list(Kelompok)
    assert groups == sorted(groups, key=list(Kelompok).index)
    assert next(iter(load_indicators())) == "cakupan_perekaman"


def test_the_signals_asked_of_each_indicator_are_these() -> None:
    signals = {
        item.id: [str(signal) for signal in item.signals]
        for item in load_indicators().values()
        if item.signals
    }
    every, counts = ["target", "sebaya", "arah", "laju"], ["target", "arah", "laju"]
    assert signals == {
        "cakupan_perekaman": every, "prr": counts, "sisa_suket": counts, "cakupan_kia": every,
        "cakupan_akta": every, "cakupan_ikd": every,
    }  # fmt: skip


def test_breakdowns_are_the_indicator_of_one_courier_channel_or_document() -> None:
    part = load_breakdowns()["antar_terkirim.pos"]
    assert (part.nama, part.signals) == ("Dokumen sampai dari yang diserahkan ke kurir: Pos Indonesia", ())
    assert isinstance(part.formula, Tally)
    assert part.formula.only == {"kurir": ("pos",)}
    assert "antar_terkirim.dok.ktp_el" in load_breakdowns()
    assert not {name for name in load_breakdowns() if name.endswith(".semua")}
    assert not set(load_breakdowns()) & set(load_indicators())
    assert find_indicator("antar_terkirim.pos") is part
    assert find_indicator("antar_terkirim.unta") is None


def test_every_target_named_is_a_known_target_in_the_indicators_unit() -> None:
    units = {target.key: target.unit for target in load_targets()}
    for item in load_indicators().values():
        assert item.target is None or units[item.target] == item.unit, item.id


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("nama_pendek: PRR", "nama-pendek: PRR", "nama-pendek"),
        ("numerator: perekaman.prr", "numerator: perekaman.pr", "perekaman.pr does not exist"),
        ("numerator: perekaman.prr", "numerator: perekaman.rekam_baru", "rekam_baru is flow"),
        ("numerator: perekaman.prr", "numerator: titik_layanan.petugas", "no formula adds them up"),
        ("extra: [blangko.cetak_baru]", "extra: [blangko.stok_awal_blangko]", "stok_awal_blangko is stock"),
        ("denominator: blangko.cetak_ktp", "denominator: blangko.sisa_blangko", "sisa_blangko is stock"),
        ("denominator: dokumen.anak_0_17", "denominator: perekaman.wajib_ktp", "reads one contract"),
        ("reported: dokumen.persen_kia", "reported: dokumen.kia", "kia is cumulative"),
        ("direction: neutral", "direction: sideways", "direction"),
        ("kind: days_of_cover", "kind: eval", "kind"),
        ("numerator: perekaman.rekam_baru", "numerator: perekaman.sudah_rekam", "sudah_rekam is cumulative"),
        ("numerator: blangko.blangko_diterima", "numerator: blangko.sisa_blangko", "sisa_blangko is stock"),
        ("numerator: blangko.blangko_rusak", "numerator: blangko.sisa_blangko", "sisa_blangko is stock"),
        ("numerator: suket.suket_terbit", "numerator: suket.suket_terbit_kumulatif", "is cumulative"),
        ("numerator: layanan.selesai_24_jam", "numerator: pengantaran.terkirim", "reads one contract"),
        ("numerator: dokumen.ikd", "numerator: perekaman.prr", "two fields of one contract make a share"),
        ("only: {jenis_titik: [petugas_rw]}", "only: {jenis_titik: [pos_ronda]}", "no code pos_ronda"),
        ("only: {jenis_titik: [petugas_rw]}", "only: {nama_titik: [semua]}", "nama_titik is no dimension"),
        ("by: [kanal, jenis_dokumen]", "by: [kurir]", "kurir is no dimension"),
        ("function: antar_gratis", "function: eval", "antar_gratis"),
        ("- dokumen.pks", "- pengantaran.terkirim", "terkirim is flow"),
        ("- dokumen.pks", "- anggaran.pagu_rp", "no field of the half-monthly report"),
        ("kelompok: kartu", "kelompok: kartu_remi", "kelompok"),
        ("signals: [target, arah, laju]", "signals: [target, sebaya]", "counts are not comparable"),
        ("review_by: 2027-05-31", "review_by: 2020-05-31", "review_by must come after"),
    ],
)  # fmt: skip
def test_a_typing_mistake_fails_and_is_named(right: str, wrong: str, complaint: str) -> None:
    assert right in TEXT
    with pytest.raises(ValidationError, match=complaint):
        parse_indicators(TEXT.replace(right, wrong))


def test_codes_and_dates_survive_the_file() -> None:
    assert parse_indicators(Path(INDICATORS_FILE).read_text(encoding="utf-8")) == load_indicators()

"""The declared indicators: complete, consistent with the contracts, and strict about typing mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from data_contracts.catalogue import load_targets
from metrics.catalogue import INDICATORS_FILE, load_indicators, parse_indicators

TEXT = INDICATORS_FILE.read_text(encoding="utf-8")


def test_the_indicators_of_the_project_are_declared_in_reading_order() -> None:
    assert list(load_indicators()) == [
        "cakupan_perekaman", "belum_rekam", "persen_belum_rekam", "prr", "sisa_suket", "sisa_blangko",
        "hari_cukup_blangko", "cakupan_kia", "cakupan_akta", "kelengkapan_laporan", "ketepatan_laporan",
    ]  # fmt: skip


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
        ("denominator: dokumen.anak_0_17", "denominator: perekaman.wajib_ktp", "one contract"),
        ("reported: dokumen.persen_kia", "reported: dokumen.kia", "kia is cumulative"),
        ("direction: neutral", "direction: sideways", "direction"),
        ("kind: days_of_cover", "kind: eval", "kind"),
        ("review_by: 2027-05-31", "review_by: 2020-05-31", "review_by must come after"),
    ],
)  # fmt: skip
def test_a_typing_mistake_fails_and_is_named(right: str, wrong: str, complaint: str) -> None:
    assert right in TEXT
    with pytest.raises(ValidationError, match=complaint):
        parse_indicators(TEXT.replace(right, wrong))


def test_codes_and_dates_survive_the_file() -> None:
    assert parse_indicators(Path(INDICATORS_FILE).read_text(encoding="utf-8")) == load_indicators()

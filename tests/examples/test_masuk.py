"""Every example file through the real intake: what each one comes to, and what is said of the stories."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data_contracts.catalogue import load_contracts
from pantau.demo import hand_in
from tests.examples.conftest import Dimuat
from warehouse.records import State

TEGAL_RAGU = "SIMULASI_laporan_3328_2026-10-P1.xlsx"
ANGKA_DIMUAT = 176 + 15  # the published figures and those of the five systems


def nyata(dimuat: Dimuat, contract: str) -> pd.DataFrame:
    semua = dimuat.ledger.reported(contract)
    return semua[~semua["simulasi"].astype(bool)]


def test_every_file_is_accepted_but_the_one_that_does_not_say_which_tegal(dimuat: Dimuat) -> None:
    diterima = {State.ACCEPTED, State.ACCEPTED_WITH_WARNINGS}
    lain = {file: satu.state for file, satu in dimuat.tanda_terima.items() if satu.state not in diterima}
    assert lain == {TEGAL_RAGU: State.RETURNED}


def test_a_second_start_of_the_demonstration_sends_nothing_again(dimuat: Dimuat) -> None:
    sebelum = dimuat.ledger.sequence()
    assert hand_in(dimuat.tempat) == 0
    assert (dimuat.tempat.queue.pending(), dimuat.ledger.sequence()) == (0, sebelum)


def test_only_the_simulation_is_marked_as_simulated(dimuat: Dimuat) -> None:
    for kiriman in dimuat.ledger.submissions():
        assert kiriman.simulasi == kiriman.file_name.startswith("SIMULASI_"), kiriman.file_name


def test_every_published_figure_reaches_the_ledger(dimuat: Dimuat) -> None:
    angka = 0
    for nama, kontrak in load_contracts().items():
        bidang = [
            field.name for field in kontrak.measured if field.logical_type.value in {"integer", "number"}
        ]
        angka += int(nyata(dimuat, nama)[bidang].notna().sum().sum())
    assert angka == ANGKA_DIMUAT


def test_no_row_of_data_is_lost(dimuat: Dimuat) -> None:
    for file, satu in dimuat.tanda_terima.items():
        if file != TEGAL_RAGU:
            assert satu.rows.quarantined == 0, file
            assert satu.rows.accepted > 0, file


def test_every_heading_is_recognised(dimuat: Dimuat) -> None:
    assert [
        temuan for satu in dimuat.tanda_terima.values() for temuan in satu.findings if "judul" in temuan.rule
    ] == []


def test_a_bare_tegal_comes_back_and_the_corrected_file_takes_its_place(dimuat: Dimuat) -> None:
    (temuan,) = dimuat.temuan("wilayah_ambigu")
    assert temuan in dimuat.tanda_terima[TEGAL_RAGU].findings
    assert "Kabupaten Tegal" in temuan.message
    assert "Kota Tegal" in temuan.message
    perbaikan = dimuat.kiriman("SIMULASI_laporan_3328_2026-10-P1_perbaikan.xlsx")
    baris = dimuat.ledger.reported("perekaman")
    tegal = baris[(baris["kode_wilayah"] == "33.28") & (baris["tanggal"] == pd.Timestamp(2026, 10, 15))]
    assert set(tegal["submission_id"]) == {perbaikan.id}


def test_grobogan_alone_is_said_to_have_copied_its_last_report(dimuat: Dimuat) -> None:
    salinan = dimuat.temuan("kemungkinan_salinan")
    assert [(satu.wilayah, satu.tanggal) for satu in salinan] == [("33.15", date(2026, 11, 15))]


def test_brebes_is_asked_why_its_recordings_fell_five_times(dimuat: Dimuat) -> None:
    turun = [(satu.wilayah, satu.tanggal) for satu in dimuat.temuan("perekaman_turun")]
    hari = [(9, 15), (9, 30), (10, 15), (10, 31), (11, 15)]
    # The province's fall is one of denominators: everybody in 2021, voters (DP4) in 2023.
    assert turun == [("33", date(2023, 11, 15)), *(("33.29", date(2026, *satu)) for satu in hari)]


def test_a_silent_wonogiri_is_noted_as_not_filled_in(dimuat: Dimuat) -> None:
    kiriman = dimuat.kiriman("SIMULASI_laporan-kinerja-bidang-5_2026-11-P1.xlsx")
    (baris,) = [
        satu for satu in dimuat.ledger.ignored_rows(kiriman.id) if "belum mengisi" in satu.reason.lower()
    ]
    assert baris.row == 16  # four rows above the table, eleven regencies before 33.12
    assert kiriman.rows.accepted == 34


def test_the_wrong_percentage_of_pati_is_found_and_its_counts_kept(dimuat: Dimuat) -> None:
    tanda_terima = dimuat.tanda_terima["angka-terbitan_2018-12-19.csv"]
    temuan = next(satu for satu in tanda_terima.findings if satu.rule == "persen_belum_rekam_sesuai_jumlah")
    assert (temuan.wilayah, temuan.value) == ("33.18", "3,6")
    assert "1,28" in temuan.message


def test_the_blangko_ledger_of_blora_closes(dimuat: Dimuat) -> None:
    assert dimuat.temuan("sisa_blangko_sesuai_mutasi") == []
    blangko = nyata(dimuat, "blangko")
    blora = blangko[blangko["kode_wilayah"] == "33.16"].iloc[-1]
    assert (blora["tanggal_awal"], blora["tanggal"]) == (pd.Timestamp(2020, 1, 1), pd.Timestamp(2020, 2, 14))
    assert 0 + blora["blangko_diterima"] - blora["cetak_ktp"] == blora["sisa_blangko"] == 2916

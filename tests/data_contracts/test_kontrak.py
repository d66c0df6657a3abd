"""The ODCS files as they stand: valid for any reader of the standard, and complete for ours."""

import json
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path

import jsonschema
import pytest
import yaml

import data_contracts
from data_contracts.catalogue import load_contracts, load_identification, load_routine_contracts
from data_contracts.contract import Contract, Field, LogicalType, Measure, Rhythm, Severity, Sla, Stage

FILES = sorted(Path(data_contracts.__file__).parent.glob("*.odcs.yaml"))
STANDARD = json.loads(
    files("open_data_contract_standard").joinpath("schema.json").read_text(encoding="utf-8")
)
SUBJECTS = tuple(load_contracts().values())
ALL = (load_identification(), *SUBJECTS)
FIELDS = [
    pytest.param(field, id=f"{contract.name}.{field.name}")
    for contract in SUBJECTS
    for field in contract.measured
]
STOCK, CUMULATIVE, FLOW = Measure.STOCK, Measure.CUMULATIVE, Measure.FLOW


def test_there_is_one_file_per_subject_and_one_for_the_identifying_columns() -> None:
    subjects = [
        "perekaman",
        "suket",
        "blangko",
        "dokumen",
        "pengantaran",
        "layanan",
        "titik_layanan",
        "anggaran",
    ]
    assert list(load_contracts()) == subjects
    assert [path.name.removesuffix(".odcs.yaml") for path in FILES] == sorted([*subjects, "kop_laporan"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_is_valid_by_the_json_schema_of_the_standard(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    errors = jsonschema.Draft201909Validator(STANDARD).iter_errors(content)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_that_json_schema_does_refuse_a_key_the_standard_does_not_know() -> None:
    content = yaml.safe_load(FILES[0].read_text(encoding="utf-8"))
    content["schema"][0]["properties"][0]["satuan"] = "jiwa"
    assert not jsonschema.Draft201909Validator(STANDARD).is_valid(content)


DIMENSIONS = {
    "pengantaran": ("kurir", "jenis_dokumen"),
    "layanan": ("kanal", "jenis_dokumen"),
    "titik_layanan": ("jenis_titik", "nama_titik"),
    "anggaran": ("tahun_anggaran", "program"),
}


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.name)
def test_every_contract_has_one_row_per_region_interval_and_dimension(contract: Contract) -> None:
    dimensions = DIMENSIONS.get(contract.name, ())
    assert contract.grain == ("kode_wilayah", "tanggal_awal", "tanggal", *dimensions)
    assert tuple(field.name for field in contract.of_measure(Measure.KEY)) == contract.grain
    assert tuple(field.name for field in contract.dimensions) == dimensions


def test_the_province_is_owed_the_routine_report_every_half_month_and_the_rest_less_often() -> None:
    half_monthly = Sla(rhythm=Rhythm.HALF_MONTHLY, due_days=3, late_days=7)
    assert list(load_routine_contracts()) == ["perekaman", "suket", "blangko", "dokumen"]
    assert {contract.sla for contract in load_routine_contracts().values()} == {half_monthly}
    others = {c.name: c.sla.rhythm for c in SUBJECTS if c.name not in load_routine_contracts()}
    assert others == {
        "pengantaran": Rhythm.MONTHLY,
        "layanan": Rhythm.MONTHLY,
        "titik_layanan": Rhythm.HALF_YEARLY,
        "anggaran": Rhythm.QUARTERLY,
    }


@pytest.mark.parametrize("contract", SUBJECTS, ids=lambda contract: contract.name)
def test_the_keys_of_a_subject_come_first_and_are_recognised_by_kop_laporan_alone(contract: Contract) -> None:
    keys = contract.fields[: len(contract.grain)]
    assert tuple(field.name for field in keys) == contract.grain
    for field in keys:
        shared = load_identification().field(field.name)
        assert field.synonyms == ()
        assert shared.synonyms
        assert (field.logical_type, field.business_name) == (shared.logical_type, shared.business_name)
        assert field.vocabulary == shared.vocabulary


def test_the_names_of_fields_are_unique_across_contracts() -> None:
    names = [field.name for contract in SUBJECTS for field in contract.measured]
    assert len(names) == len(set(names))


def test_the_ids_of_rules_are_unique_across_contracts() -> None:
    ids = [rule.id for contract in SUBJECTS for rule in contract.rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("field", FIELDS)
def test_every_reported_field_can_be_explained_and_recognised(field: Field) -> None:
    assert field.description.endswith((".", "%."))
    assert field.examples
    assert field.synonyms
    assert not field.required, "a report may speak of a part of the subject"


@pytest.mark.parametrize("field", FIELDS)
def test_a_count_is_an_integer_and_a_percentage_a_number(field: Field) -> None:
    if field.measure is Measure.RATIO or field.unit == "persen":
        assert (field.logical_type, field.unit) == (LogicalType.NUMBER, "persen")
    elif field.measure is not Measure.ATTRIBUTE:
        assert field.logical_type is LogicalType.INTEGER


def test_only_what_the_province_has_yet_to_explain_has_no_unit() -> None:
    without = {
        field.name
        for contract in SUBJECTS
        for field in contract.of_measure(STOCK, CUMULATIVE, FLOW, Measure.RATIO)
        if field.unit is None
    }
    assert without == {
        "layanan_ol_sudah",
        "layanan_ol_belum",
        "layanan_integritas_sudah",
        "layanan_integritas_belum",
        "pks",
        "akses_data",
    }


@pytest.mark.parametrize(
    ("contract", "measure", "names"),
    [
        ("perekaman", FLOW, "rekam_baru pemula wajib_ktp_meninggal wajib_ktp_pindah wajib_ktp_datang"),
        ("suket", STOCK, "sisa_suket sisa_suket_sebelumnya"),
        ("suket", CUMULATIVE, "suket_terbit_kumulatif"),
        ("suket", FLOW, "suket_terbit suket_ditukar suket_dicabut"),
        ("blangko", STOCK, "sisa_blangko stok_awal_blangko stok_blangko_kia ribbon_persen film_persen"),
        (
            "blangko",
            FLOW,
            (
                "blangko_diterima blangko_pinjam_masuk blangko_pinjam_keluar blangko_rusak cetak_ktp "
                "cetak_baru cetak_prr cetak_suket cetak_ganti cetak_hilang cetak_rusak cetak_perubahan"
            ),
        ),
        ("dokumen", CUMULATIVE, "kia akta_0_18 ikd"),
        (
            "pengantaran",
            FLOW,
            "siap_antar diserahkan terkirim gagal diambil_sendiri biaya_rp biaya_dokumen_rp",
        ),
        ("layanan", FLOW, "permohonan selesai selesai_24_jam"),
        ("titik_layanan", STOCK, "jumlah_titik petugas"),
        ("anggaran", STOCK, "pagu_rp"),
        ("anggaran", CUMULATIVE, "realisasi_rp"),
        (
            "dokumen",
            STOCK,
            (
                "anak_0_17 anak_0_18 kertas_putih_dok tte_dok layanan_ol_sudah layanan_ol_belum "
                "layanan_integritas_sudah layanan_integritas_belum pks akses_data"
            ),
        ),
    ],
)
def test_stock_flow_and_cumulative_levels_are_told_apart(contract: str, measure: Measure, names: str) -> None:
    fields = load_contracts()[contract].of_measure(measure)
    assert {field.name for field in fields} == set(names.split())


@pytest.mark.parametrize(
    ("field", "numerator", "denominator"),
    [
        ("persen_rekam", "sudah_rekam", "wajib_ktp"),
        ("persen_belum_rekam", "belum_rekam", "wajib_ktp"),
        ("persen_memiliki", "memiliki_ktp", "wajib_ktp"),
        ("persen_kia", "kia", "anak_0_17"),
        ("persen_akta", "akta_0_18", "anak_0_18"),
    ],
)
def test_every_typed_percentage_names_the_counts_it_follows_from(
    field: str, numerator: str, denominator: str
) -> None:
    ratios = {
        ratio.name: ratio.recompute for contract in SUBJECTS for ratio in contract.of_measure(Measure.RATIO)
    }
    assert len(ratios) == 5
    recompute = ratios[field]
    assert recompute is not None
    assert (recompute.numerator, recompute.denominator) == (numerator, denominator)


@pytest.mark.parametrize("contract", SUBJECTS, ids=lambda contract: contract.name)
def test_rules_over_one_field_come_before_rules_across_fields(contract: Contract) -> None:
    stages = [rule.stage for rule in contract.rules]
    assert Stage.TYPED in stages
    assert not any(first is Stage.ROW and second is Stage.TYPED for first, second in pairwise(stages))


@pytest.mark.parametrize("contract", SUBJECTS, ids=lambda contract: contract.name)
def test_every_rule_says_in_a_sentence_what_is_written_and_what_to_do(contract: Contract) -> None:
    for rule in contract.rules:
        shown = rule.message.format(nilai="12", bidang="Sudah rekam", seharusnya="13", wilayah="Kota Tegal")
        assert "12" in shown
        assert shown.endswith(".")
        assert any(verb in shown.lower() for verb in ("periksa", "isi ", "perbaiki"))


@pytest.mark.parametrize("field", FIELDS)
def test_every_count_and_percentage_has_a_rule_over_its_range(field: Field) -> None:
    ranged = {rule.fields[0] for contract in SUBJECTS for rule in contract.rules if rule.stage is Stage.TYPED}
    sign_depends_on_coverage = {
        "belum_rekam_lk",
        "belum_rekam_pr",
    }  # below 0 where more are recorded than counted
    is_figure = field.measure is not Measure.ATTRIBUTE or field.logical_type is LogicalType.INTEGER
    expected = is_figure and field.name not in sign_depends_on_coverage
    assert (field.name in ranged) is expected


def test_only_what_cannot_be_true_keeps_a_row_out() -> None:
    errors = [rule for contract in SUBJECTS for rule in contract.rules if rule.severity is Severity.ERROR]
    across = [rule.id for rule in errors if rule.stage is Stage.ROW]
    assert across == ["belum_rekam_negatif_tanpa_sebab", "selesai_24_jam_bagian_dari_selesai"]


def test_the_fields_of_a_rule_are_fields_of_its_contract() -> None:
    for contract in SUBJECTS:
        names = {field.name for field in contract.fields}
        assert names >= set(chain.from_iterable(rule.fields for rule in contract.rules))

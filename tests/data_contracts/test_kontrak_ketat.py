"""A contract file with a mistake in it is refused, and the message names the file and the mistake."""

from pathlib import Path

import pytest

from data_contracts import catalogue
from data_contracts.catalogue import load_contracts, load_headings
from data_contracts.contract import Deviation, Difference, LogicalType, Measure, Ratio, Severity, Stage
from data_contracts.errors import ContractError
from data_contracts.odcs import read_contract

VALID = """\
apiVersion: v3.1.0
kind: DataContract
id: pantau-contoh
name: contoh
version: 1.0.0
status: active
slaProperties:
  - {property: rhythm, value: setengah_bulan}
  - {property: due, value: 3, unit: d}
  - {property: late, value: 7, unit: d}
schema:
  - name: contoh
    businessName: Contoh
    description: Sebuah kontrak kecil.
    properties:
      - name: tanggal
        businessName: Tanggal data
        description: Hari terakhir yang dicakup.
        logicalType: date
        primaryKey: true
        primaryKeyPosition: 2
        required: true
        customProperties:
          - {property: measure, value: key}
      - name: kode_wilayah
        businessName: Kode wilayah
        description: Kode Kemendagri.
        logicalType: string
        primaryKey: true
        primaryKeyPosition: 1
        customProperties:
          - {property: measure, value: key}
      - name: wajib
        businessName: Wajib KTP
        description: Penyebut.
        logicalType: integer
        examples: [100]
        customProperties:
          - {property: measure, value: stock}
          - {property: unit, value: jiwa}
          - {property: synonyms, value: [WKTP, wajib_ktp]}
      - name: rekam
        businessName: Sudah rekam
        description: Pembilang.
        logicalType: integer
        customProperties:
          - {property: measure, value: cumulative}
          - {property: synonyms, value: [REKAM]}
        quality:
          - id: rekam_tidak_melebihi
            type: custom
            engine: greatExpectations
            severity: warning
            description: "Tertulis {nilai}, seharusnya {seharusnya}."
            implementation: {type: expect_column_values_to_be_between, kwargs: {max_value: 0}}
            customProperties:
              - {property: derived, value: difference}
              - {property: left, value: [rekam]}
              - {property: right, value: [wajib]}
              - {property: optional, value: [wajib]}
              - {property: onlyWhenBelow, value: [rekam, wajib]}
          - id: rekam_tidak_negatif
            type: custom
            engine: greatExpectations
            severity: error
            description: "{bidang} tertulis {nilai}."
            implementation: {type: expect_column_values_to_be_between, kwargs: {min_value: 0}}
      - name: persen
        businessName: Persentase
        description: Seperti ditulis.
        logicalType: number
        customProperties:
          - {property: measure, value: ratio}
          - {property: recompute, value: {numerator: rekam, denominator: wajib}}
          - {property: synonyms, value: [PERSEN]}
        quality:
          - id: persen_sesuai
            type: custom
            engine: greatExpectations
            severity: warning
            description: "Tertulis {nilai} %."
            implementation: {type: expect_column_values_to_be_between, kwargs: {max_value: 0.05}}
            customProperties:
              - {property: derived, value: deviation}
              - {property: reported, value: persen}
              - {property: numerator, value: rekam}
              - {property: denominator, value: wajib}
"""


KEYED = """\
      - name: kurir
        businessName: Kurir
        description: Yang mengantar.
        logicalType: string
        primaryKey: true
        primaryKeyPosition: 3
        customProperties:
          - {property: measure, value: key}
          - {property: vocabulary, value: kurir}
"""
VALID = VALID.replace("      - name: wajib\n", f"{KEYED}      - name: wajib\n", 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contoh.odcs.yaml"


def test_a_valid_file_becomes_the_typed_model(path: Path) -> None:
    path.write_text(VALID, encoding="utf-8")
    contract = read_contract(path)
    assert (contract.name, contract.business_name) == ("contoh", "Contoh")
    assert contract.grain == ("kode_wilayah", "tanggal", "kurir"), "the position decides, not the file"
    (kurir,) = contract.dimensions
    assert (kurir.name, kurir.vocabulary, kurir.is_yes_no) == ("kurir", "kurir", False)
    wajib = contract.field("wajib")
    assert wajib.vocabulary is None
    assert (wajib.logical_type, wajib.measure, wajib.unit) == (LogicalType.INTEGER, Measure.STOCK, "jiwa")
    assert wajib.synonyms == ("WKTP", "wajib_ktp"), "the business name is a synonym already"
    assert contract.field("rekam").synonyms == ("Sudah rekam", "REKAM")
    assert contract.field("persen").recompute == Ratio("rekam", "wajib")
    assert (wajib.examples, wajib.required, contract.field("tanggal").required) == (("100",), False, True)


def test_its_rules_stand_typed_first_with_their_derived_columns(path: Path) -> None:
    path.write_text(VALID, encoding="utf-8")
    typed, difference, deviation = read_contract(path).rules
    assert (typed.id, typed.stage, typed.severity) == ("rekam_tidak_negatif", Stage.TYPED, Severity.ERROR)
    assert (typed.fields, typed.arguments, typed.derived) == (("rekam",), {"min_value": 0}, None)
    assert difference.derived == Difference(("rekam",), ("wajib",), ("wajib",), ("rekam", "wajib"))
    assert (difference.fields, difference.stage) == (("rekam", "wajib"), Stage.ROW)
    assert deviation.derived == Deviation("persen", "rekam", "wajib")
    assert deviation.fields == ("persen", "rekam", "wajib")


@pytest.mark.parametrize(
    ("written", "instead", "named"),
    [
        pytest.param("status: active", "status: active\npemilik: saya", "pemilik", id="file"),
        pytest.param(
            "status: active", "status: active\ntenant: jateng", "tenant", id="file, of the standard"
        ),
        pytest.param(
            "status: active", "status: active\ndescription: {tujuan: x}", "tujuan", id="description"
        ),
        pytest.param("value: 3, unit: d}", "value: 3, satuan: d}", "satuan", id="sla"),
        pytest.param("property: due", "property: tenggat", "tenggat", id="sla property"),
        pytest.param(
            "    businessName: Contoh", "    judul: x\n    businessName: Contoh", "judul", id="schema"
        ),
        pytest.param("        required: true", "        wajib_diisi: true", "wajib_diisi", id="field"),
        pytest.param(
            "        required: true", "        unique: true", "unique", id="field, without a reader"
        ),
        pytest.param("{property: unit, value", "{property: satuan, value", "satuan", id="custom property"),
        pytest.param("unit, value: jiwa}", "unit, value: jiwa, catatan: x}", "catatan", id="key of it"),
        pytest.param("severity: error", "severity: error\n            tingkat: 1", "tingkat", id="rule"),
        pytest.param("kwargs: {min_value: 0}}", "kwargs: {minimum: 0}}", "minimum", id="argument"),
        pytest.param("kwargs: {min_value: 0}}", "kwargs: {min_value: 0}, x: 1}", "x", id="implementation"),
        pytest.param("{property: optional,", "{property: opsional,", "opsional", id="derived"),
        pytest.param(
            "{property: optional, value: [wajib]}",
            "{property: reported, value: persen}",
            "reported",
            id="derived, of the other kind",
        ),
        pytest.param(
            "numerator: rekam, denominator: wajib}}", "atas: rekam, bawah: wajib}}", "atas", id="recompute"
        ),
    ],
)
def test_an_unknown_key_is_refused_at_every_level(path: Path, written: str, instead: str, named: str) -> None:
    assert written in VALID
    path.write_text(VALID.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(ContractError) as refused:
        read_contract(path)
    assert "contoh.odcs.yaml" in refused.value.message
    assert named in refused.value.message


@pytest.mark.parametrize(
    ("written", "instead", "named"),
    [
        pytest.param("v3.1.0", "v3.0.0", "v3.1.0", id="another version of the standard"),
        pytest.param("kind: DataContract", "kind: Lain", "DataContract", id="another kind"),
        pytest.param("  - name: contoh", "  - name: lain", "tabel", id="table of another name"),
        pytest.param("status: active", "status: active\nstatus: draft", "status", id="key given twice"),
        pytest.param("- name: rekam", "- name: wajib", "wajib", id="field given twice"),
        pytest.param("[WKTP, wajib_ktp]", "[WKTP, wktp]", "wktp", id="heading given twice"),
        pytest.param("value: [REKAM]", "value: [wajib-KTP]", "wajib ktp", id="heading of two fields"),
        pytest.param("value: [REKAM]", "value: REKAM", "synonyms", id="one heading instead of a list"),
        pytest.param("value: [REKAM]", 'value: ["---"]', "tanpa huruf", id="heading of punctuation"),
        pytest.param("id: rekam_tidak_negatif", "id: persen_sesuai", "persen_sesuai", id="rule given twice"),
        pytest.param("value: cumulative", "value: kumulatif", "kumulatif", id="unknown measure"),
        pytest.param("logicalType: number", "logicalType: timestamp", "timestamp", id="unread type"),
        pytest.param("severity: error", "severity: fatal", "fatal", id="unknown severity"),
        pytest.param("engine: greatExpectations", "engine: soda", "engine", id="another engine"),
        pytest.param("value: difference", "value: selisih", "selisih", id="unknown derived column"),
        pytest.param(
            "{property: left, value: [rekam]}", "{property: left, value: []}", "left", id="empty difference"
        ),
        pytest.param("value: [rekam, wajib]}", "value: [rekam]}", "onlyWhenBelow", id="half a pair"),
        pytest.param(
            "{property: right, value: [wajib]}",
            "{property: right, value: [jumlah]}",
            "jumlah",
            id="rule over no field",
        ),
        pytest.param(
            "{property: left, value: [rekam]}",
            "{property: left, value: [persen]}",
            "tidak menilai",
            id="rule that does not look at its own field",
        ),
        pytest.param("denominator: wajib}", "denominator: anak}", "anak", id="percentage of no field"),
        pytest.param("value: ratio", "value: stock", "recompute", id="recompute without ratio"),
        pytest.param(
            "- {property: recompute, value: {numerator: rekam, denominator: wajib}}\n",
            "\n",
            "recompute",
            id="ratio without recompute",
        ),
        pytest.param("value: key", "value: attribute", "primaryKey", id="primary key that is no key"),
        pytest.param(
            "{bidang} tertulis {nilai}.", "{bidang} tertulis {angka}.", "angka", id="unknown placeholder"
        ),
        pytest.param("description: Penyebut.", "description: ''", "description", id="no description"),
        pytest.param("value: 3, unit: d", "value: tiga, unit: d", "tiga", id="days that are no number"),
        pytest.param("  - {property: late, value: 7, unit: d}\n", "", "late", id="no last day"),
        pytest.param("examples: [100]", "examples: 100", "examples", id="shape the standard refuses"),
        pytest.param("schema:", "schema: [", "line", id="not YAML"),
        pytest.param("value: setengah_bulan", "value: kadang_kadang", "kadang_kadang", id="unknown rhythm"),
        pytest.param(
            "{property: unit, value: jiwa}",
            "{property: vocabulary, value: kurir}",
            "hanya untuk logicalType string",
            id="list for a number",
        ),
        pytest.param(
            KEYED, KEYED.replace("kurir", "ongkos"), "reference/ongkos.csv", id="list that is not there"
        ),
        pytest.param(
            KEYED,
            KEYED.replace("vocabulary, value: kurir", "vocabulary, value: jenis_titik"),
            "tidak memuat semua",
            id="list without a word for all, of a column that may be absent",
        ),
        pytest.param(
            KEYED,
            KEYED.replace("logicalType: string", "logicalType: integer").replace(
                "          - {property: vocabulary, value: kurir}\n", ""
            ),
            "harus logicalType string",
            id="further key that is a number",
        ),
    ],
)
def test_a_contradiction_is_refused(path: Path, written: str, instead: str, named: str) -> None:
    assert written in VALID
    path.write_text(VALID.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(ContractError) as refused:
        read_contract(path)
    assert "contoh.odcs.yaml" in refused.value.message
    assert named in refused.value.message


def test_a_file_that_is_no_contract_is_refused(path: Path) -> None:
    path.write_text("- satu\n- dua\n", encoding="utf-8")
    with pytest.raises(ContractError, match=r"contoh\.odcs\.yaml"):
        read_contract(path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the contracts to spoil, from which the catalogue reads during the test."""
    for source in catalogue.FOLDER.glob("*.odcs.yaml"):
        (tmp_path / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    return tmp_path


def spoil(path: Path, written: str, instead: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert written in text
    path.write_text(text.replace(written, instead), encoding="utf-8")


def test_a_field_name_used_by_two_contracts_is_refused(folder: Path) -> None:
    spoil(folder / "suket.odcs.yaml", "suket_terbit_kumulatif", "prr")
    with pytest.raises(ContractError, match="“prr” ada di kontrak perekaman dan suket"):
        load_contracts.__wrapped__()


def test_a_heading_claimed_by_two_contracts_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(folder / "suket.odcs.yaml", "suket beredar", "Sisa PRR")
    monkeypatch.setattr(catalogue, "load_contracts", load_contracts.__wrapped__)
    with pytest.raises(ContractError, match=r"“sisa prr” diaku oleh perekaman\.prr dan suket\.sisa_suket"):
        load_headings.__wrapped__()


def test_the_catalogue_cannot_be_changed_by_who_reads_it() -> None:
    with pytest.raises(TypeError):
        load_contracts()["lain"] = load_contracts()["suket"]  # type: ignore[index]
    with pytest.raises(TypeError):
        load_contracts()["suket"].rules[0].arguments["min_value"] = 5  # type: ignore[index]

"""The settings by which figures are judged: dated values, each with who decided it and why.

`aturan.yaml` of the package comes first; the one in the data folder may add lines to it (`pantau rules set`).
A value is never overwritten: what is in force on a day is the last line that begins on or before it, and of
two that begin on the same day the later one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from data_contracts.errors import ContractError
from data_contracts.strict_yaml import read_yaml

RULES_FILE = Path(__file__).with_name("aturan.yaml")
Number = int | float
Words = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Unknown keys fail, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DatedValue(Strict):
    """One line: the value from that day on, who decided it and why.

    `ditetapkan_pada`: when it was written down; None for the package's own lines, which were always known.
    """

    berlaku_mulai: date
    nilai: Number
    penulis: Words
    alasan: Words
    ditetapkan_pada: Annotated[AwareDatetime | None, Field(strict=False)] = None


class Setting(Strict):
    """One setting with every value it ever had, oldest first."""

    kunci: str
    nama: Words
    arti: Words
    satuan: Words
    paling_sedikit: Number
    paling_banyak: Number
    nilai: tuple[DatedValue, ...] = Field(min_length=1, strict=False)

    @model_validator(mode="after")
    def _lies_within_its_bounds(self) -> "Setting":
        for line in self.nilai:
            if not self.paling_sedikit <= line.nilai <= self.paling_banyak:
                raise ValueError(
                    f"{line.nilai} di luar {self.paling_sedikit} sampai {self.paling_banyak} {self.satuan}"
                )
        return self

    def on(self, day: date) -> DatedValue:
        """The line in force on a day; before the first one, the first."""
        begun = [line for line in self.nilai if line.berlaku_mulai <= day]
        # max keeps the first of equals, so that the reversed order lets the later line of a day win.
        return max(reversed(begun), key=lambda line: line.berlaku_mulai) if begun else self.nilai[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The values in force on one day, in the units their setting names; `versi` names them all together."""

    versi: str
    hari_jatuh_tempo: int
    hari_batas_terlambat: int
    target_selisih_poin: float
    target_selisih_orang: int
    tenggat_bulan: int
    laju_bulan: int
    laju_jendela_bulan: int
    sebaya_jumlah: int
    sebaya_bobot_jenis: float
    sebaya_bobot_penduduk: float
    sebaya_bobot_kepadatan: float
    sebaya_bobot_kecamatan: float
    sebaya_bobot_wajib_ktp: float
    sebaya_kuartil_persen: float
    sebaya_laporan_berturut: int
    corong_winsor_persen: float
    spc_paling_sedikit_titik: int
    spc_titik: int
    cusum_jendela: int
    cusum_kepekaan: float
    cusum_simpangan_tempat: float
    cusum_bunyi: int
    cusum_berlaku_bulan: int
    tren_titik: int
    tren_khi_kuadrat: float
    lapor_beda_poin: float
    wajib_ktp_ubah_persen: float
    wajib_ktp_penduduk_bawah: float
    wajib_ktp_penduduk_atas: float
    salinan_kolom: int
    blangko_tunggu_hari: int
    blangko_jingga_hari: int
    blangko_selang_persen: float
    blangko_lebih_kali: float
    blangko_kotak: int
    blangko_kiriman_terkecil: int
    simulasi_ulangan: int
    simulasi_benih: int


Settings = Mapping[str, Setting]
_WHOLE = frozenset(item.name for item in fields(Rules) if item.type in (int, "int"))
_KNOWN = frozenset(item.name for item in fields(Rules)) - {"versi"}
_SAID = MappingProxyType(
    {
        "extra_forbidden": "tidak dikenal",
        "missing": "belum diisi",
        "string_too_short": "masih kosong",
        "too_short": "belum berisi satu baris pun",
        "date_type": "bukan tanggal seperti 2026-12-01",
        "int_type": "bukan angka",
        "timezone_aware": "tanpa zona waktu",
        "model_type": "bukan baris dengan berlaku_mulai, nilai, penulis, dan alasan",
    }
)


def parse_settings(text: str) -> Settings:
    """The settings of a YAML text by key, in the order of the file.

    Raises ContractError where a key is unknown or missing, or a value is out of its bounds or no whole number
    where one is needed.
    """
    declared = read_yaml(text)
    unknown, lacking = sorted(map(str, set(declared) - _KNOWN)), sorted(_KNOWN - set(declared))
    if unknown or lacking:
        raise ContractError(f"aturan.yaml: kunci tidak dikenal {unknown}, kunci yang kurang {lacking}")
    return MappingProxyType({key: _setting(key, entry) for key, entry in declared.items()})


def with_changes(settings: Settings, changes: Mapping[str, Sequence[Mapping[str, object]]]) -> Settings:
    """The settings with further lines behind those they have; ContractError names the key that is wrong."""
    unknown = [str(key) for key in changes if key not in settings]
    if unknown:
        raise ContractError(f"kunci {', '.join(unknown)} tidak dikenal")
    changed = {
        key: _setting(key, settings[key].model_dump(exclude={"kunci"}), added=lines)
        for key, lines in changes.items()
    }
    return MappingProxyType({**settings, **changed})


def with_value(settings: Settings, *, key: str, value: Number) -> Settings:
    """The settings as if one of them had always had this value: for trying it out."""
    entry = settings[key].model_dump(exclude={"kunci", "nilai"})
    line = {"berlaku_mulai": date.min, "nilai": value, "penulis": "-", "alasan": "-"}
    return MappingProxyType({**settings, key: _setting(key, {**entry, "nilai": [line]})})


def rules_on(settings: Settings, day: date) -> Rules:
    """The values in force on a day."""
    values = {key: setting.on(day).nilai for key, setting in settings.items()}
    mark = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:8]
    return Rules(versi=mark, **values)  # type: ignore[arg-type] # each key was checked against the fields


def settings_mark(settings: Settings) -> str:
    """Names all lines of the settings together: another line, another mark."""
    lines = [(key, setting.nilai) for key, setting in settings.items()]
    return hashlib.sha256(repr(lines).encode()).hexdigest()[:16]


@cache
def load_settings() -> Settings:
    """The settings as the package declares them."""
    return parse_settings(RULES_FILE.read_text(encoding="utf-8"))


def read_settings_file(path: Path, *, known_at: datetime | None = None) -> Settings:
    """The package's settings, and behind them the lines of a file of changes where there is one.

    `known_at`: only lines written down by then. Raises ContractError, naming file and key, for a file that
    cannot be read as what it should be.
    """
    if not path.exists():
        return load_settings()
    try:
        changed = with_changes(load_settings(), read_changes(path))
    except (ContractError, yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        said = error.message if isinstance(error, ContractError) else "bukan YAML yang terbaca"
        raise ContractError(f"{path}: {said}; perbaiki berkas itu atau pindahkan dahulu") from error
    if known_at is None:
        return changed
    return MappingProxyType({key: _known(setting, known_at) for key, setting in changed.items()})


def read_changes(path: Path) -> dict[str, list[Mapping[str, object]]]:
    """The lines of a file of changes by key, as they stand in it; none where there is no file.

    Raises ContractError, yaml.YAMLError, UnicodeDecodeError or OSError for what is no such file.
    """
    declared = (read_yaml(path.read_text(encoding="utf-8")) if path.exists() else None) or {}
    if not isinstance(declared, dict) or not all(isinstance(lines, list) for lines in declared.values()):
        raise ContractError("tiap kunci harus berisi daftar baris")
    return declared


def _known(setting: Setting, known_at: datetime) -> Setting:
    lines = [
        line for line in setting.nilai if line.ditetapkan_pada is None or line.ditetapkan_pada <= known_at
    ]
    return setting.model_copy(update={"nilai": tuple(lines)})


@cache
def default_rules() -> Rules:
    """The values the package declares, as in force after all its lines."""
    return rules_on(load_settings(), date.max)


def _setting(key: str, entry: Mapping[str, object], *, added: Sequence[object] = ()) -> Setting:
    lines = [*_lines(entry), *added]
    try:
        setting = Setting.model_validate({**entry, "kunci": key, "nilai": lines})
    except ValidationError as error:
        raise ContractError(f"{key}: {_first(error)}") from error
    if key in _WHOLE and any(not isinstance(line.nilai, int) for line in setting.nilai):
        raise ContractError(f"{key}: nilainya harus bilangan bulat")
    return setting


def _lines(entry: Mapping[str, object]) -> Sequence[object]:
    lines = entry.get("nilai")
    return lines if isinstance(lines, (list, tuple)) else ()


def _first(error: ValidationError) -> str:
    """The first thing wrong, in Indonesian, with the part of the line that it is about."""
    told = error.errors()[0]
    if told["type"] == "value_error":
        return told["msg"].removeprefix("Value error, ")
    # Behind the part's name stands the branch of a union, which nobody wrote.
    where = [part for part in told["loc"] if isinstance(part, str) and part not in {"int", "float"}]
    return f"{where[-1]} {_SAID.get(told['type'], 'tidak dapat dibaca')}"

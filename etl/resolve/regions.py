"""Which wilayah a row speaks of: the code decides, a name only where it can mean one; nothing is guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from data_contracts.catalogue import load_register
from data_contracts.contract import Severity
from data_contracts.judul import normal_heading
from data_contracts.wilayah import NameMatch, Wilayah
from etl.read import CellValue, Workbook
from etl.resolve.codes import code_text, coded_wilayah, has_code
from etl.resolve.findings import Place, finding_at
from etl.resolve.grid import Grid, row_text
from etl.resolve.places import code_in_file_name, wilayah_in_text
from etl.resolve.words import as_typed, visible_text
from warehouse.cells import address, sheet_of
from warehouse.records import Finding

_NAME_FIELDS = ("nama_kecamatan", "nama_wilayah", "nama_provinsi")
REGION_FIELDS = ("kode_wilayah", "no_kec", "no_kab", *_NAME_FIELDS)
ALL_PARTS = (*REGION_FIELDS, "no_prop")  # the province's number says nothing by itself


@dataclass(frozen=True, slots=True)
class RegionReading:
    """`wilayah` is None where it cannot be told: then `findings` say why, unless nothing was typed at all."""

    wilayah: Wilayah | None
    is_typed: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionReader:
    """Reads the wilayah of a sheet's rows.

    `home` is the kab/kota or kecamatan the whole sheet speaks of, by its titles, its name or the file's name;
    `scope` is the code of the wilayah whose parts the name column lists.
    """

    grid: Grid
    home: Wilayah | None
    scope: str

    @property
    def has_columns(self) -> bool:
        return any(field in self.grid.table.keys for field in REGION_FIELDS)

    def read(self, row: int) -> RegionReading:
        """The wilayah of one row (0-based)."""
        if not self.has_columns:
            return RegionReading(self.home, is_typed=False)
        keys = {field: self.grid.key(row, field) for field in ALL_PARTS}
        typed = {field: value for field, value in keys.items() if value is not None}
        if not typed.keys() & set(REGION_FIELDS):
            return RegionReading(None, is_typed=False)
        if has_code(typed) or not typed.keys() & set(_NAME_FIELDS):
            return self._by_code(row, typed)
        return self._by_name(row, typed)

    def anchor(self, row: int) -> int:
        """The column a finding about the whole row points at."""
        keys = self.grid.table.keys
        filled = (keys[field] for field in REGION_FIELDS if self.grid.key(row, field) is not None)
        first_filled = next(filled, None)
        return self.grid.table.columns[0].index if first_filled is None else first_filled

    def _by_code(self, row: int, typed: Mapping[str, CellValue]) -> RegionReading:
        found = coded_wilayah(typed)
        if found is None:
            return RegionReading(None, is_typed=True, findings=(self._unknown_code(row, typed),))
        if found.tingkat == "kabkota" and "nama_kecamatan" in typed:
            return self._kecamatan_below(row, found, as_typed(typed["nama_kecamatan"]))
        differing = self._differing_name(row, found, typed)
        return RegionReading(found, is_typed=True, findings=() if differing is None else (differing,))

    def _kecamatan_below(self, row: int, upper: Wilayah, name: str) -> RegionReading:
        """A list of kecamatan may repeat the kabupaten's code on every row; its own row repeats its name."""
        match = load_register().match_name(name, induk=upper.kode)
        found = match.wilayah or (upper if _agrees(upper, name) else None)
        if found is not None:
            return RegionReading(found, is_typed=True)
        return RegionReading(
            None, is_typed=True, findings=(self._unclear(row, "nama_kecamatan", name, match),)
        )

    def _differing_name(self, row: int, found: Wilayah, typed: Mapping[str, CellValue]) -> Finding | None:
        field = (
            "nama_kecamatan" if found.tingkat == "kecamatan" and "nama_kecamatan" in typed else "nama_wilayah"
        )
        name = typed.get(field)
        if name is None or _agrees(found, as_typed(name)):
            return None
        message = (
            f"Kode {found.kode} adalah {found.nama}, tetapi namanya tertulis “{as_typed(name)}”. "
            f"Baris dibaca sebagai {found.nama}; periksa kode dan namanya."
        )
        return self._finding("kode_nama_berbeda", message, row=row, field=field, severity=Severity.WARNING)

    def _unknown_code(self, row: int, typed: Mapping[str, CellValue]) -> Finding:
        field = next(name for name in ("kode_wilayah", "no_kec", "no_kab") if name in typed)
        message = (
            f"Kode wilayah “{code_text(typed)}” tidak ada di Jawa Tengah. "
            "Tulis misalnya 33.74 (kabupaten/kota) atau 33.74.01 (kecamatan)."
        )
        return self._finding("wilayah_di_luar_register", message, row=row, field=field)

    def _by_name(self, row: int, typed: Mapping[str, CellValue]) -> RegionReading:
        field = next(n for n in _NAME_FIELDS if n in typed)
        name = as_typed(typed[field])
        match = self._match_kecamatan(name, typed) if field == "nama_kecamatan" else self._match(name)
        if match.wilayah is not None:
            return RegionReading(match.wilayah, is_typed=True)
        return RegionReading(None, is_typed=True, findings=(self._unclear(row, field, name, match),))

    def _match_kecamatan(self, name: str, typed: Mapping[str, CellValue]) -> NameMatch:
        upper = typed.get("nama_wilayah")
        parent = self.home if upper is None else match_kabkota(as_typed(upper)).wilayah
        if parent is not None and parent.tingkat == "kabkota":
            return load_register().match_name(name, induk=parent.kode)
        if upper is not None:
            return match_kabkota(as_typed(upper))
        if parent is not None and parent.tingkat == "pembanding":
            return NameMatch(None, ())  # its kecamatan are not known, and ours of that name are not meant
        return load_register().match_name(name if _says_kecamatan(name) else f"Kecamatan {name}")

    def _match(self, name: str) -> NameMatch:
        """In the list the column holds, else among the kab/kota, else anywhere ("Jawa Tengah")."""
        register = load_register()
        for induk in dict.fromkeys((self.scope, register.provinsi.kode, None)):
            match = register.match_name(name, induk=induk)
            if match.candidates:
                return match
        return match

    def _unclear(self, row: int, field: str, name: str, match: NameMatch) -> Finding:
        if match.candidates:
            choices = " atau ".join(f"{one.nama} ({one.kode})" for one in match.candidates)
            message = f"“{name}” dapat berarti {choices}. Tulis kode wilayahnya atau nama lengkapnya."
            return self._finding("wilayah_ambigu", message, row=row, field=field)
        message = f"Wilayah “{name}” tidak ada di Jawa Tengah. Tulis kode wilayahnya, misalnya 33.74."
        return self._finding("wilayah_di_luar_register", message, row=row, field=field)

    def _finding(
        self, rule: str, message: str, *, row: int, field: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        place = self.grid.key_place(row, field)
        return finding_at(place, rule=rule, severity=severity, message=message)


def make_region_reader(grid: Grid, *, workbook: Workbook) -> RegionReader:
    """Find out what the whole sheet speaks of before its rows are read."""
    home = _home(grid, workbook=workbook)
    return RegionReader(grid, home, _scope(grid, home=home))


def home_findings(reader: RegionReader) -> tuple[Finding, ...]:
    """An error for the whole sheet where neither a column nor a title nor a name tells the wilayah."""
    if reader.has_columns or reader.home is not None:
        return ()
    part = reader.grid.sheet.name
    sheet = sheet_of(part)
    message = (
        "Tidak tertulis laporan ini dari kabupaten/kota mana. Tambahkan kolom kode wilayah, atau tulis nama "
        "lengkapnya di atas tabel (misalnya “Kabupaten Pemalang”) atau kodenya di nama berkas."
    )
    match = load_register().match_name(sheet, induk=load_register().provinsi.kode)
    if match.candidates:
        choices = " atau ".join(f"{one.nama} ({one.kode})" for one in match.candidates)
        message = f"Nama lembar “{sheet}” dapat berarti {choices}. Tulis nama lengkapnya di atas tabel."
        place = Place(sheet=part, value=sheet)
        return (finding_at(place, rule="wilayah_ambigu", severity=Severity.ERROR, message=message),)
    return (
        finding_at(Place(sheet=part), rule="wilayah_tidak_ada", severity=Severity.ERROR, message=message),
    )


def missing_region(reader: RegionReader, row: int) -> Finding:
    """The error of a row with figures whose code and name are both blank."""
    message = "Baris ini berisi angka tanpa kode atau nama wilayah. Isi kode wilayahnya, misalnya 33.74."
    field = next(field for field in REGION_FIELDS if field in reader.grid.table.keys)
    place = reader.grid.key_place(row, field)
    return finding_at(place, rule="wilayah_tidak_ada", severity=Severity.ERROR, message=message)


def match_kabkota(name: str) -> NameMatch:
    """A name in a column of kabupaten/kota."""
    return load_register().match_name(name, induk=load_register().provinsi.kode)


def _agrees(found: Wilayah, name: str) -> bool:
    """Whether a name can mean the coded wilayah, or for a kecamatan the kabupaten it lies in.

    Kecamatan Rembang lies in Purbalingga: in its row its bare name does not mean the kabupaten.
    """
    if found.tingkat == "kecamatan" and found in _kecamatan_of(found.induk, visible_text(name)):
        return True
    meant = {found.kode, found.induk} if found.tingkat == "kecamatan" else {found.kode}
    return not meant.isdisjoint(_candidate_codes(visible_text(name)))


@cache
def _kecamatan_of(induk: str | None, name: str) -> tuple[Wilayah, ...]:
    return load_register().match_name(name, induk=induk).candidates


@cache
def _candidate_codes(name: str) -> frozenset[str]:
    register = load_register()
    among_kabkota = register.match_name(name, induk=register.provinsi.kode).candidates
    return frozenset(one.kode for one in (*among_kabkota, *register.match_name(name).candidates))


def _says_kecamatan(name: str) -> bool:
    return normal_heading(name).split(" ")[0] in {"kecamatan", "kec"}


def _home(grid: Grid, *, workbook: Workbook) -> Wilayah | None:
    titles = (row_text(row) for row in grid.sheet.rows[: grid.table.top])
    in_titles = next((found for text in titles if (found := wilayah_in_text(text)) is not None), None)
    name = sheet_of(grid.sheet.name)
    by_name = match_kabkota(name).wilayah or wilayah_in_text(name)
    return (
        in_titles or by_name or code_in_file_name(workbook.file_name) or wilayah_in_text(workbook.file_name)
    )


def _scope(grid: Grid, *, home: Wilayah | None) -> str:
    """The province where the name column lists kab/kota, the home where it rather lists its kecamatan."""
    province = load_register().provinsi.kode
    column = grid.table.keys.get("nama_wilayah")
    if home is None or column is None or home.tingkat == "pembanding":
        return province
    home_code = home.kode if home.tingkat == "kabkota" else str(home.induk)
    names = [(as_typed(value), n) for value, n in grid.counts(column).items() if isinstance(value, str)]
    known = {induk: _known(names, induk=induk) for induk in (province, home_code)}
    return home_code if known[home_code] > known[province] else province


def _known(names: Iterable[tuple[str, int]], *, induk: str) -> int:
    """In how many rows a name is known, of names with the number of their rows."""
    return sum(n for name, n in names if load_register().match_name(name, induk=induk).candidates)


def region_cell(reader: RegionReader, row: int) -> str:
    """The address a finding about the whole row carries."""
    return address(row=row, column=reader.anchor(row))

"""For whom a file speaks, asked before it is taken in: an address may report for its own places only."""

from pathlib import Path
from tempfile import TemporaryDirectory

from etl.read import UnreadableFileError, read_workbook
from etl.resolve import resolve


def places_in(content: bytes, *, name: str, temporary: Path) -> frozenset[str] | None:
    """Codes of the places a file has figures for; None where nothing in it is recognised as a report."""
    temporary.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="tempat-", dir=temporary) as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        try:
            resolved = resolve(read_workbook(path, file_name=name), period=None)
        except UnreadableFileError:
            return None
    if not resolved.columns:
        return None
    return frozenset(
        str(kode) for frame in resolved.frames.values() for kode in frame["kode_wilayah"].dropna().unique()
    )

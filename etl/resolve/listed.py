"""A cell whose word comes from one of the closed lists: the code it means, or what to write instead."""

from data_contracts.contract import Field, Severity
from data_contracts.daftar import Vocabulary, load_vocabulary
from etl.resolve.findings import Place, finding_at
from etl.resolve.words import as_typed
from warehouse.records import Finding

UNKNOWN_WORD = "kata_tidak_dikenal"


def read_listed(place: Place, *, field: Field, vocabulary: str) -> tuple[str | None, Finding | None]:
    """The code of a filled cell; or None and the error that names the words the list knows."""
    known = load_vocabulary(vocabulary)
    code = known.find(as_typed(place.value))
    return code, None if code is not None else _unknown(place, field=field, known=known)


def choices(vocabulary: str) -> str:
    """The words of a list as a sentence names them."""
    return ", ".join(load_vocabulary(vocabulary).labels)


def _unknown(place: Place, *, field: Field, known: Vocabulary) -> Finding:
    message = (
        f"{field.business_name} tertulis “{as_typed(place.value)}”, yang tidak ada di daftarnya. "
        f"Tulis salah satu dari: {choices(known.name)}."
    )
    return finding_at(place, rule=UNKNOWN_WORD, severity=Severity.ERROR, message=message)

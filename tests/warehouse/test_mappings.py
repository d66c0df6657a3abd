"""What a sender's headings mean is remembered with author and date, and nothing of it is ever overwritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.warehouse.sending import at
from warehouse.ledger import Ledger
from warehouse.mappings import HeadingMappings, UnknownMappingError

KUDUS, PATI = "Disdukcapil Kudus", "Disdukcapil Pati"


@pytest.fixture
def mappings(ledger: Ledger) -> HeadingMappings:
    return HeadingMappings(ledger.engine)


def answer(mappings: HeadingMappings, heading: str, field: str, *, hours: float, sender: str = KUDUS) -> None:
    mappings.remember(
        sender=sender, heading=heading, contract="perekaman", field=field, author="Sari", decided_at=at(hours)
    )


def test_an_answer_holds_for_its_sender_however_the_heading_is_spelt(mappings: HeadingMappings) -> None:
    answer(mappings, "  Siap   CETAK ", "prr", hours=1)
    assert mappings.of_sender(KUDUS) == {"siap cetak": ("perekaman", "prr")}
    assert mappings.of_sender(PATI) == {}


def test_a_new_answer_ends_the_former_one_which_stays_on_record(mappings: HeadingMappings) -> None:
    answer(mappings, "Siap cetak", "prr", hours=1)
    answer(mappings, "Siap cetak", "sfe", hours=2)
    assert mappings.of_sender(KUDUS) == {"siap cetak": ("perekaman", "sfe")}
    former, present = mappings.all()
    assert (former.field, former.author, former.decided_at) == ("prr", "Sari", at(1))
    assert (former.revoked_by, former.revoked_at) == ("Sari", at(2))
    assert (present.field, present.revoked_at) == ("sfe", None)


def test_the_same_answer_again_is_written_once(mappings: HeadingMappings) -> None:
    for hour in (1, 2):
        answer(mappings, "Siap cetak", "prr", hours=hour)
    assert [each.decided_at for each in mappings.all()] == [at(1)]


def test_a_revoked_answer_no_longer_holds(mappings: HeadingMappings) -> None:
    answer(mappings, "Siap cetak", "prr", hours=1)
    answer(mappings, "Siap cetak", "prr", hours=1, sender=PATI)
    mappings.revoke(sender=KUDUS, heading="SIAP CETAK", author="Budi", revoked_at=at(2))
    assert mappings.of_sender(KUDUS) == {}
    assert mappings.of_sender(PATI) == {"siap cetak": ("perekaman", "prr")}
    assert mappings.all()[0].revoked_by == "Budi"
    with pytest.raises(UnknownMappingError, match="Siap cetak"):
        mappings.revoke(sender=KUDUS, heading="Siap cetak", author="Budi", revoked_at=at(3))


def test_of_two_answers_at_the_same_moment_one_holds(mappings: HeadingMappings) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda field: answer(mappings, "Siap cetak", field, hours=1), ["prr", "sfe"] * 4))
    holding = [each for each in mappings.all() if each.revoked_at is None]
    assert len(holding) == 1
    assert mappings.of_sender(KUDUS) == {"siap cetak": ("perekaman", holding[0].field)}

"""What a region had reported before: the figure a sender sees beside a finding."""

from __future__ import annotations

from datetime import date

from tests.warehouse.sending import P1, P2, TEGAL, Row, at, send, withdraw
from warehouse.ledger import Ledger
from warehouse.previous import Former, Wanted, previous_values

SEPTEMBER = date(2026, 9, 30)


def before(
    ledger: Ledger, number: int, *fields: str, rows: int = 1, contract: str = "perekaman"
) -> dict[str, Former]:
    """What is known beside row 5 of a submission, by field."""
    sources = {("Laporan", 5 + n): fields for n in range(rows)}
    wanted = Wanted(submission_id=number, contract=contract, fields=sources)
    with ledger.reading() as reader:
        found = previous_values(reader, wanted, known_at=ledger.submission(number).entered_at)
    return {field: former for ((_, row), field), former in found.items() if row == 5}


def figures(wajib_ktp: int | None, *, tanggal: date = P1, **more: object) -> Row:
    return {"tanggal": tanggal, "wajib_ktp": wajib_ktp, **more}


def test_it_is_the_latest_earlier_figure_that_is_not_missing(ledger: Ledger) -> None:
    send(ledger, "a", figures(900, tanggal=SEPTEMBER, sudah_rekam=800))
    send(ledger, "b", figures(950, tanggal=P1), received_at=at(1))
    number = send(ledger, "c", figures(1_000, tanggal=P2), received_at=at(2))
    assert before(ledger, number, "wajib_ktp", "sudah_rekam", "prr") == {
        "wajib_ktp": Former(950, P1),
        "sudah_rekam": Former(800, SEPTEMBER),
    }


def test_of_one_date_the_last_received_counts(ledger: Ledger) -> None:
    send(ledger, "a", figures(900), received_at=at(2))
    send(ledger, "b", figures(950), received_at=at(1), entered_at=at(3))
    number = send(ledger, "c", figures(1_000, tanggal=P2), received_at=at(4))
    assert before(ledger, number, "wajib_ktp") == {"wajib_ktp": Former(900, P1)}


def test_the_same_date_a_later_one_and_other_regions_say_nothing(ledger: Ledger) -> None:
    send(ledger, "a", figures(900, tanggal=P2), figures(700, kode_wilayah=TEGAL))
    number = send(ledger, "b", figures(1_000, tanggal=P2), received_at=at(1))
    assert before(ledger, number, "wajib_ktp") == {}


def test_what_was_held_back_withdrawn_or_simulated_does_not_count(ledger: Ledger) -> None:
    send(ledger, "ditahan", figures(1, accepted=False))
    send(ledger, "simulasi", figures(2), simulasi=True)
    withdrawn = send(ledger, "ditarik", figures(3))
    withdraw(ledger, withdrawn, occurred_at=at(1))
    number = send(ledger, "kini", figures(1_000, tanggal=P2), received_at=at(2))
    assert before(ledger, number, "wajib_ktp") == {}
    simulated = send(ledger, "simulasi kini", figures(9, tanggal=P2), received_at=at(2), simulasi=True)
    assert before(ledger, simulated, "wajib_ktp") == {"wajib_ktp": Former(2, P1)}


def test_what_came_or_was_withdrawn_afterwards_changes_nothing(ledger: Ledger) -> None:
    first = send(ledger, "a", figures(900))
    number = send(ledger, "b", figures(1_000, tanggal=P2), received_at=at(1))
    send(ledger, "c", figures(905), received_at=at(2))
    withdraw(ledger, first, occurred_at=at(3))
    assert before(ledger, number, "wajib_ktp") == {"wajib_ktp": Former(900, P1)}


def test_rows_of_other_dimensions_are_others(ledger: Ledger) -> None:
    def row(kanal: str, permohonan: int, tanggal: date) -> Row:
        return {"tanggal": tanggal, "kanal": kanal, "jenis_dokumen": "kk", "permohonan": permohonan}

    send(ledger, "a", row("daring", 10, P1), row("tatap_muka", 20, P1), contract="layanan")
    number = send(ledger, "b", row("tatap_muka", 25, P2), contract="layanan", received_at=at(1))
    assert before(ledger, number, "permohonan", contract="layanan") == {"permohonan": Former(20, P1)}


def test_many_rows_are_asked_in_several_questions(ledger: Ledger) -> None:
    send(ledger, "a", figures(900))
    number = send(ledger, "b", *(figures(n, tanggal=P2) for n in range(1, 1_203)), received_at=at(1))
    assert before(ledger, number, "wajib_ktp", rows=1_202) == {"wajib_ktp": Former(900, P1)}

"""What the flags said is appended where it changes, and can be told for any past moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.warehouse.sending import at
from warehouse.flag_history import KEY, SAID, FlagHistory, Judged
from warehouse.ledger import Ledger
from warehouse.tables import flag_evaluation, flag_run

DAY = date(2026, 11, 20)


@pytest.fixture
def history(ledger: Ledger) -> FlagHistory:
    return FlagHistory(ledger.engine)


def state(sequence: int, *, day: date = DAY, mark: str = "a") -> Judged:
    return Judged(ledger_sequence=sequence, settings_mark=mark, day=day)


def rows(**outcomes: str) -> pd.DataFrame:
    """One flag a wilayah, given by its code without the point: K3329="raised"."""
    lines = [
        {
            "wilayah": f"{name[1:3]}.{name[3:]}",
            "indicator": "cakupan_perekaman",
            "rule": "tertinggal",
            "periode": "2026-10-P2",
            "outcome": outcome,
            "severity": "merah" if outcome == "raised" else None,
            "since": pd.Timestamp(2026, 9, 15) if outcome == "raised" else pd.NaT,
            "evidence": '{"nilai": 97.0}',
            "clears_when": "rekam 10 jiwa lagi" if outcome == "raised" else None,
            "message": f"{name} {outcome}",
            "versi": "a",
        }
        for name, outcome in outcomes.items()
    ]
    return pd.DataFrame(lines, columns=[*KEY, *SAID])


def outcomes(frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame["wilayah"], frame["outcome"], strict=True))


def test_only_what_is_said_otherwise_is_appended(history: FlagHistory) -> None:
    assert history.record(rows(K3329="raised", K3319="clear"), state=state(1), evaluated_at=at(1)) == 2
    assert history.record(rows(K3329="raised", K3319="clear"), state=state(2), evaluated_at=at(2)) == 0
    assert history.record(rows(K3329="clear", K3319="clear"), state=state(3), evaluated_at=at(3)) == 1
    told = history.history(wilayah="33.29")
    assert told["outcome"].tolist() == ["raised", "clear"]
    assert told["since"].isna().tolist() == [False, True]


def test_every_past_moment_can_be_told(history: FlagHistory) -> None:
    history.record(rows(K3329="raised"), state=state(1), evaluated_at=at(1))
    history.record(rows(K3329="clear"), state=state(2), evaluated_at=at(2))
    history.record(rows(K3329="raised"), state=state(3), evaluated_at=at(3))
    assert outcomes(history.latest(known_at=at(0.5))) == {}
    assert outcomes(history.latest(known_at=at(1))) == {"33.29": "raised"}
    assert outcomes(history.latest(known_at=at(2.5))) == {"33.29": "clear"}
    assert outcomes(history.latest()) == {"33.29": "raised"}


def test_one_state_is_recorded_once_and_another_day_or_setting_is_another_state(history: FlagHistory) -> None:
    assert history.record(rows(K3329="raised"), state=state(1), evaluated_at=at(1)) == 1
    assert history.record(rows(K3329="clear"), state=state(1), evaluated_at=at(2)) == 0
    assert outcomes(history.latest()) == {"33.29": "raised"}
    tomorrow = state(1, day=date(2026, 11, 21))
    assert history.record(rows(K3329="clear"), state=tomorrow, evaluated_at=at(3)) == 1
    assert history.is_recorded(tomorrow)
    assert not history.is_recorded(state(1, mark="b"))
    assert history.last_state() == tomorrow


def test_what_a_newer_state_has_overtaken_is_not_said_last(
    history: FlagHistory,
) -> None:
    history.record(rows(K3329="clear"), state=state(2), evaluated_at=at(2))
    assert history.record(rows(K3329="raised"), state=state(1), evaluated_at=at(3)) == 0
    assert outcomes(history.latest()) == {"33.29": "clear"}
    assert history.last_state() == state(2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("severity", "kuning"),
        ("since", pd.Timestamp(2026, 9, 30)),
        ("since", pd.NaT),
        ("evidence", '{"nilai": 96.0}'),
        ("clears_when", None),
        ("message", "lain"),
        ("versi", "b"),
    ],
)
def test_every_part_of_what_is_said_counts(history: FlagHistory, name: str, value: object) -> None:
    history.record(rows(K3329="raised"), state=state(1), evaluated_at=at(1))
    other = rows(K3329="raised").assign(**{name: [value]})
    assert history.record(other, state=state(2), evaluated_at=at(2)) == 1
    assert history.record(other, state=state(3), evaluated_at=at(3)) == 0


def test_history_is_asked_for_a_place_an_indicator_and_a_rule(history: FlagHistory) -> None:
    first = rows(K3329="raised", K3319="clear")
    other = first.assign(rule="salinan", outcome="clear")
    history.record(pd.concat([first, other]), state=state(1), evaluated_at=at(1))
    assert history.history(wilayah="33.29")["rule"].tolist() == ["tertinggal", "salinan"]
    assert history.history(wilayah="33.29", rule="salinan")["outcome"].tolist() == ["clear"]
    assert history.history(wilayah="33.29", indicator="prr").empty
    assert history.history(wilayah="33.29")["evaluated_at"].tolist() == [at(1), at(1)]


def test_two_who_record_one_state_at_once_are_heard_once(history: FlagHistory, ledger: Ledger) -> None:
    flags = rows(**{f"K33{number:02}": "raised" for number in range(1, 30)})
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: history.record(flags, state=state(1), evaluated_at=at(1)), range(2)))
    assert sorted(counts) == [0, 29]
    with ledger.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(flag_run)) == 1
        assert connection.scalar(sa.select(sa.func.count()).select_from(flag_evaluation)) == 29


def test_flags_do_not_move_the_ledger(history: FlagHistory, ledger: Ledger) -> None:
    before = ledger.sequence()
    history.record(rows(K3329="raised"), state=state(1), evaluated_at=at(1))
    assert ledger.sequence() == before
    assert ledger.integrity_problem() is None


def test_what_cannot_be_written_whole_is_not_written(history: FlagHistory, ledger: Ledger) -> None:
    broken = rows(K3329="raised").assign(message=None)
    with pytest.raises(Exception, match=r"message"):
        history.record(broken, state=state(1), evaluated_at=at(1))
    assert not history.is_recorded(state(1))
    with ledger.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(flag_run)) == 0


def test_a_ledger_of_an_earlier_day_gets_the_tables(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        flag_evaluation.drop(connection)
        flag_run.drop(connection)
    ledger.create()
    assert FlagHistory(ledger.engine).record(rows(K3329="raised"), state=state(1), evaluated_at=at(1)) == 1

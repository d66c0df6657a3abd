"""Where settings come from, and what a person is told when one cannot be read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts.errors import UsageError
from pantau.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def _empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "LEDGER_URL", "MARTS_URL", "HOST", "PORT", "NOW", "FILES"):
        monkeypatch.delenv(f"PANTAU_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_everything_lives_in_var_and_listens_on_loopback(tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.folder == tmp_path / "var"
    assert settings.ledger == f"sqlite:///{tmp_path}/var/buku_besar.db"
    assert settings.marts == f"duckdb:///{tmp_path}/var/marts"
    assert (settings.host, settings.port) == ("127.0.0.1", 8501)


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pantau.toml").write_text('port = 9000\nhome = "dari-berkas"\n', encoding="utf-8")
    monkeypatch.setenv("PANTAU_PORT", "9100")
    settings = read_settings()
    assert settings.port == 9100
    assert settings.folder == tmp_path / "dari-berkas"


def test_postgresql_is_only_another_url(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg://pantau@db/pantau"
    monkeypatch.setenv("PANTAU_LEDGER_URL", url)
    monkeypatch.setenv("PANTAU_MARTS_URL", url)
    settings = read_settings()
    assert (settings.ledger, settings.marts) == (url, url)


@pytest.mark.parametrize("line", ["prot = 9000", 'port = "delapan"', "port = 70000"])
def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "pantau.toml").write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match=line.split(" ", maxsplit=1)[0]):
        read_settings()


def test_the_clock_stands_still_when_now_is_given() -> None:
    settings = Settings(now=datetime.fromisoformat("2026-11-20T08:00:00+07:00"))
    assert settings.clock() == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert settings.environment()["PANTAU_NOW"] == "2026-11-20T08:00:00+07:00"


def test_the_example_data_never_share_a_ledger_with_a_provinces_reports() -> None:
    own = Settings(ledger_url="postgresql+psycopg://db/pantau", marts_url="postgresql+psycopg://db/pantau")
    demo = own.in_folder("demo")
    assert demo.folder == own.folder / "demo"
    assert demo.ledger.startswith("sqlite:///")
    assert demo.marts.startswith("duckdb:///")


def test_the_inbox_stands_in_the_data_folder_unless_named(tmp_path: Path) -> None:
    assert Settings(home=tmp_path).inbox_folder == tmp_path / "kotak-masuk"
    assert Settings(home=tmp_path, inbox=str(tmp_path / "bagi")).inbox_folder == tmp_path / "bagi"


def test_the_example_data_watch_no_folder_and_no_mailbox_of_a_province(tmp_path: Path) -> None:
    own = Settings(home=tmp_path, inbox=str(tmp_path / "bagi"), imap_host="surat.jateng.test")
    demo = own.in_folder("demo")
    assert demo.inbox_folder == tmp_path / "demo" / "kotak-masuk"
    assert demo.imap_host == ""
    # A child process must not find them again in the environment or in pantau.toml.
    assert (demo.environment()["PANTAU_INBOX"], demo.environment()["PANTAU_IMAP_HOST"]) == ("", "")


def test_a_password_is_not_told_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_IMAP_PASSWORD", "rahasia sekali")
    assert "rahasia" not in repr(read_settings())
    assert "rahasia" not in str(read_settings().model_dump())

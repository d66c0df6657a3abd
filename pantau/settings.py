"""Where things live and which engines hold them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from data_contracts.errors import UsageError
from warehouse.data_folder import DataFolder

Security = Literal["ssl", "starttls", "none"]


class Settings(BaseSettings):
    """Settings from the environment (`PANTAU_*`), then `pantau.toml` in the working folder, then defaults.

    The mail ones are read together, and checked, by `pantau.mail_settings`.

    `now` stands still when given (`PANTAU_NOW`, ISO 8601 with offset): to look at a data folder as of a
    moment, and to test what depends on the calendar.
    """

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_prefix="PANTAU_", toml_file="pantau.toml", extra="forbid", frozen=True
    )

    home: Path = Path("var")
    ledger_url: str = ""
    marts_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    now: datetime | None = None
    # The folder that is watched for reports; empty: `kotak-masuk` in the data folder.
    inbox: str = ""
    # The mailbox; without an imap_host nobody is ever called.
    imap_host: str = ""
    imap_port: int = Field(default=993, ge=1, le=65535)
    imap_security: Security = "ssl"
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_password_file: str = ""
    imap_folder: str = "INBOX"
    imap_poll_seconds: float = Field(default=20, gt=0)
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Security = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_password_file: str = ""
    mail_from: str = ""
    mail_senders: str = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def folder(self) -> Path:
        return self.home.expanduser().resolve()

    @property
    def files_folder(self) -> Path:
        return DataFolder(self.folder).files

    @property
    def answers_folder(self) -> Path:
        return DataFolder(self.folder).answers

    @property
    def rules_file(self) -> Path:
        return DataFolder(self.folder).rules

    @property
    def inbox_folder(self) -> Path:
        return Path(self.inbox).expanduser().resolve() if self.inbox else self.folder / "kotak-masuk"

    @property
    def ledger(self) -> str:
        return self.ledger_url or DataFolder(self.folder).ledger_url

    @property
    def marts(self) -> str:
        return self.marts_url or DataFolder(self.folder).marts_url

    def in_folder(self, name: str) -> "Settings":
        """The same settings with everything in a folder of its own below the data folder."""
        own = {"home": self.folder / name, "ledger_url": "", "marts_url": "", "inbox": "", "imap_host": ""}
        return self.model_copy(update=own)

    def clock(self) -> datetime:
        """The present moment in UTC: the only reading of the clock outside the dashboard."""
        return self.now.astimezone(UTC) if self.now else datetime.now(UTC)

    def environment(self) -> dict[str, str]:
        """The variables by which a child process (worker, dashboard) gets the same settings."""
        variables = {
            "PANTAU_HOME": str(self.folder),
            "PANTAU_LEDGER_URL": self.ledger,
            "PANTAU_MARTS_URL": self.marts,
            "PANTAU_FILES": str(self.files_folder),
            "PANTAU_INBOX": self.inbox,
            "PANTAU_IMAP_HOST": self.imap_host,
        }
        return variables | ({"PANTAU_NOW": self.now.isoformat()} if self.now else {})


def read_settings() -> Settings:
    """Settings of this process.

    Raises UsageError with the name of the setting that cannot be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = ", ".join(".".join(str(part) for part in item["loc"]) for item in error.errors())
        message = f"Pengaturan tidak terbaca: {wrong}. Periksa pantau.toml dan variabel PANTAU_*."
        raise UsageError(message) from error

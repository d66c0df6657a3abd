"""Where things live and which engines hold them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from data_contracts.errors import UsageError
from warehouse.data_folder import DataFolder


class Settings(BaseSettings):
    """Settings from the environment (`PANTAU_*`), then `pantau.toml` in the working folder, then defaults.

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
    def ledger(self) -> str:
        return self.ledger_url or DataFolder(self.folder).ledger_url

    @property
    def marts(self) -> str:
        return self.marts_url or DataFolder(self.folder).marts_url

    def in_folder(self, name: str) -> "Settings":
        """The same settings with everything in a folder of its own below the data folder."""
        return self.model_copy(update={"home": self.folder / name, "ledger_url": "", "marts_url": ""})

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

"""The methods in words: what each answers, how it reckons, whose it is, and what it cannot say.

The page Metodologi and docs/metodologi.md are both made from `metodologi.yaml`.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import model_validator

from data_contracts.aturan import load_settings
from metrics.catalogue import Strict

METHODS_FILE = Path(__file__).with_name("metodologi.yaml")


class Method(Strict):
    """One published method. `settings` are the keys of the settings that steer it."""

    id: str
    nama: str
    pertanyaan: str
    cara: str
    batasan: str
    sumber: str
    settings: tuple[str, ...]

    @model_validator(mode="after")
    def _names_known_settings(self) -> "Method":
        unknown = sorted(set(self.settings) - set(load_settings()))
        if unknown:
            raise ValueError(f"{self.id}: settings {unknown} do not exist")
        return self


def parse_methods(text: str) -> Mapping[str, Method]:
    """Methods of a YAML text by id, in file order; pydantic.ValidationError on anything it does not know."""
    declared = yaml.safe_load(text)
    return MappingProxyType({key: Method(id=key, **entry) for key, entry in declared.items()})


@cache
def load_methods() -> Mapping[str, Method]:
    """Every method by id, in the order in which a reader asks."""
    return parse_methods(METHODS_FILE.read_text(encoding="utf-8"))

"""YAML of which nothing is lost in silence."""

from collections.abc import Hashable
from typing import Any

import yaml

from data_contracts.strict import unique


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml where it is there
    """Refuses a key given twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - their signature
        unique((str(key.value) for key, _ in node.value), what=f"kunci di baris {node.start_mark.line + 1}")
        constructed: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return constructed


def read_yaml(text: str) -> Any:
    """What a YAML text holds; yaml.YAMLError where it is none, ContractError for a key given twice."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, see above

"""YAML as our files use it: no key twice, no key or date left to guessing.

YAML 1.1 readers turn the keys ``on``, ``off``, ``yes`` and ``no`` into booleans; such a key is refused with its line.
"""

from typing import Any

import yaml


class _StrictLoader(yaml.SafeLoader):
    """Refuses what a plain loader would silently swallow."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _value in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            continue
        key = loader.construct_object(key_node)
        line = key_node.start_mark.line + 1
        if isinstance(key, bool):
            raise yaml.YAMLError(f"line {line}: the key {key_node.value!r} is read as a boolean; quote or rename it")
        if not isinstance(key, str | int):
            raise yaml.YAMLError(f"line {line}: the key {key_node.value!r} is neither text nor a whole number")
        if key in seen:
            raise yaml.YAMLError(f"line {line}: the key {key!r} stands twice")
        seen.add(key)
    loader.flatten_mapping(node)
    return {loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value}


def _date(loader: _StrictLoader, node: yaml.ScalarNode) -> Any:
    """A day that no calendar has stays text, so that the reader of the field can name it."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _date)
_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(text: str) -> Any:
    """The document; ``yaml.YAMLError`` with a line where it is not a strict one."""
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506  the loader is a safe one

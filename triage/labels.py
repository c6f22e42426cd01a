"""What people read for the values that are kept: «SAFETY WORRY» for rung 2, «Not asked» for a blank."""

from enum import Enum
from functools import cache

from triage.content import Content, read_toml
from triage.errors import ContentError


class _LabelsFile(Content):
    label: dict[str, dict[str, str]]


def label(group: str, value: Enum | str | int) -> str:
    """The words for ``value`` in ``group`` of labels.toml. Raises ContentError when there are none."""
    key = str(value.value if isinstance(value, Enum) else value)
    try:
        return labels()[group][key]
    except KeyError:
        raise ContentError(
            file="labels.toml", key=f"label.{group}.{key}", problem="there is no label"
        ) from None


@cache
def labels() -> dict[str, dict[str, str]]:
    """Every label, by group and value. Raises ContentError."""
    from policy_corpus import root

    return read_toml(root() / "language" / "labels.toml", _LabelsFile).label

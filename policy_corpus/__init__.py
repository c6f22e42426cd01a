"""Content: the policy, the words people read, the rules of listening, open to review."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def root() -> Traversable:
    """The folder that holds ``language/`` and one folder a policy."""
    return files(__name__)

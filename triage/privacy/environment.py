"""What libraries read from the environment: what would trace, log or call home goes; what keeps them offline
is set."""

import os
import sys

_SCRUBBED_PREFIXES = (
    "LANGSMITH", "LANGCHAIN", "TEXTUAL", "HF_", "HUGGING", "TRANSFORMERS_", "OTEL_", "WANDB", "ORT_",
)  # fmt: skip
"""Tracing, remote debugging, model hubs: TEXTUAL_LOG alone would write every key pressed to a file."""

_SCRUBBED_SUFFIX = "_PROXY"

_SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    # Read by builds of onnxruntime that hold an uploader; ours holds none.
    "ORT_DISABLE_TELEMETRY": "1",
    "ORT_TELEMETRY_DISABLED": "1",
    # All four names: each one alone can switch tracing on, and the V2 name is read first.
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "TEXTUAL_ANIMATIONS": "none",
    "TOKENIZERS_PARALLELISM": "false",
    # Not a guard, but read at the same first import: threads of arithmetic that wait for each other take the
    # processor from the screen.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def scrub() -> None:
    """Takes out what is hostile."""
    for name in tuple(os.environ):
        if _is_hostile(name) and name not in _SETTINGS:
            del os.environ[name]


def is_scrubbed() -> bool:
    """Nothing hostile is left."""
    return not any(_is_hostile(name) and name not in _SETTINGS for name in os.environ)


def go_offline() -> None:
    """Sets what keeps libraries offline, whatever it was."""
    os.environ.update(_SETTINGS)


def is_offline() -> bool:
    """All of it is set."""
    return all(os.environ.get(name) == value for name, value in _SETTINGS.items())


def _is_hostile(name: str) -> bool:
    # Windows keeps names in capitals; elsewhere ``http_proxy`` counts as much as ``HTTP_PROXY``.
    upper = name if sys.platform == "win32" else name.upper()
    return upper.startswith(_SCRUBBED_PREFIXES) or upper.endswith(_SCRUBBED_SUFFIX)

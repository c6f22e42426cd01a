"""Runs the program as a person does: a process of its own, seen through its exit code and its two streams."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent

HOSTILE = {
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "hostile",
    "LANGSMITH_ENDPOINT": "https://hostile.example",
    "HTTPS_PROXY": "http://hostile.example:3128",
    "http_proxy": "http://hostile.example:3128",
    "HF_ENDPOINT": "https://hostile.example",
    "HF_HUB_OFFLINE": "0",
    "TRANSFORMERS_OFFLINE": "0",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://hostile.example",
    "WANDB_API_KEY": "hostile",
    "TEXTUAL_LOG": "keys.log",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_SCREENSHOT": "1",
    "TEXTUAL": "devtools",
}
"""An environment in which libraries would trace, call home, or write down every key."""


def run_triage(
    *arguments: str,
    stdin: str = "",
    env: dict[str, str] | None = None,
    first: str = "",
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """``triage`` with these arguments. ``first`` is Python run before it, to break something on purpose."""
    code = f"{first}\nimport sys\nfrom triage.__main__ import main\nmain()"
    return run_python(code, *arguments, stdin=stdin, env=env, cwd=cwd)


def run_python(
    code: str, *arguments: str, stdin: str = "", env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter that runs ``code`` from the project."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=stdin, env={**os.environ, "PYTHONPATH": str(PROJECT), **(env or {})}, cwd=cwd or PROJECT,
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip

"""No library that the program runs on holds an address to send figures of use to.

The kernel would refuse one all the same; but what is not there needs no guard, on any system.
"""

import importlib.util
from pathlib import Path

import pytest

ADDRESSES = (
    b"events.data.microsoft.com",
    b"applicationinsights",
    b"sentry.io",
    b"google-analytics",
    b"segment.io",
)
LIBRARIES = ("onnxruntime", "tokenizers", "sqlcipher3", "cryptography", "pyrage", "textual", "langchain_core")


def uploaders(folder: Path) -> list[tuple[str, bytes]]:
    """Files below ``folder`` that hold one of the addresses, and which."""
    return [
        (path.name, address)
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".so", ".pyd", ".dylib", ".dll", ".py"} or ".so." in path.name
        for held in [path.read_bytes()]
        for address in ADDRESSES
        if address in held
    ]


# B10, B16
@pytest.mark.parametrize("library", LIBRARIES)
def test_no_library_holds_an_address_for_figures_of_use(library: str) -> None:
    spec = importlib.util.find_spec(library)
    assert spec is not None
    assert spec.origin is not None

    assert uploaders(Path(spec.origin).parent) == []


def test_the_look_finds_an_uploader_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "engine.so").write_bytes(
        b"\x7fELF https://mobile.events.data.microsoft.com/OneCollector/1.0/ \x00"
    )

    assert uploaders(tmp_path) == [("engine.so", b"events.data.microsoft.com")]

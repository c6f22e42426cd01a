"""The offline bundle refuses what does not fit, before it installs anything."""

import hashlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parent.parent.parent / "tools"


def read(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_bundle, install = read(TOOLS / "make_bundle.py"), read(TOOLS / "bundle" / "install.py")


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two wheels and what belongs to them, in order."""
    folder = tmp_path / "bundle"
    (folder / "wheels").mkdir(parents=True)
    for name in ("one.whl", "two.whl"):
        (folder / "wheels" / name).write_bytes(name.encode())
    (folder / "MADE_FOR").write_text(make_bundle.made_for() + "\n")
    sums = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}"
        for file in make_bundle._files(folder)
    ]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    monkeypatch.setattr(install, "HERE", folder)
    monkeypatch.setattr(install.venv, "create", lambda *_a, **_k: pytest.fail("it began to install"))
    return folder


def another_byte(bundle: Path) -> None:
    (bundle / "wheels" / "two.whl").write_bytes(b"twO.whl")


def one_less(bundle: Path) -> None:
    (bundle / "wheels" / "one.whl").unlink()


def one_more(bundle: Path) -> None:
    (bundle / "wheels" / "three.whl").write_bytes(b"")


def another_python(bundle: Path) -> None:
    text = (bundle / "MADE_FOR").read_text().replace("Python 3.", "Python 2.")
    (bundle / "MADE_FOR").write_text(text)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (another_byte, "has changed: wheels/two.whl"),
        (one_less, "is missing: wheels/one.whl"),
        (one_more, "not on the list of the bundle: three.whl"),
        (another_python, "was made for"),
    ],
)
def test_a_bundle_that_is_not_as_it_was_made_installs_nothing_and_says_which_file(
    bundle: Path,
    harm: Callable[[Path], None],
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    harm(bundle)

    assert install.main(tmp_path / "program") == 1

    said = capsys.readouterr().out
    assert words in said
    assert said.endswith("Nothing was installed.\n")


def test_a_folder_with_something_else_in_it_is_left_alone(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("mine")

    assert install.main(tmp_path / "letters") == 1

    assert "it is no program folder" in capsys.readouterr().out
    assert [file.name for file in (tmp_path / "letters").iterdir()] == ["mine.txt"]


def test_a_whole_bundle_goes_on_to_install(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(install.venv, "create", lambda *_a, **_k: None)

    def run(command: list[str], **_options: object) -> object:
        asked.append([str(part) for part in command])
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(install.subprocess, "run", run)

    assert install.main(tmp_path / "program") == 0
    assert "--no-index" in asked[0]
    assert asked[0][-1] == "safeguarding-triage"


def test_a_bundle_is_never_made_over_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there").mkdir()

    assert make_bundle.main(tmp_path / "there") == 1
    assert "is there already" in capsys.readouterr().out

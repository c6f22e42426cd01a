"""Lets the tests of the edges use what the tests of the screens share."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "screens"))

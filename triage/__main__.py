"""Where the process starts: the guards come up before any library is imported, then the command is found."""

import sys


def main() -> None:
    """Runs one command and ends the process with its exit code."""
    from triage.cli.border import enter

    sys.exit(enter(sys.argv[1:]))


if __name__ == "__main__":
    main()

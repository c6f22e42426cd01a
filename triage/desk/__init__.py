"""The core wired to its stores: what the doors ask for. One file a use-case."""

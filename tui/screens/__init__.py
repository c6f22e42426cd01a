"""One screen a module, its styles beside it."""

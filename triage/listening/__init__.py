"""Two ears, fixed rules and a learned sense of meaning. Both only ever add a signal."""

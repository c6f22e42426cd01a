"""The encrypted store: keys, schema, rows and the audit chain."""

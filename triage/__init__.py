"""The core of triage: it listens, finds the clause, keeps the record. It runs without a screen."""

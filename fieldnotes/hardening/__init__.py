"""Hardening: the supervising launcher, locking by exec, signals, terminal hygiene, and what the machine is like."""

"""Carriers: names and sealed bytes to and from a store that may be hostile. They know nothing else."""

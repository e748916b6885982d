"""The command line: the accessible face, and the one scripts use. It decides nothing."""

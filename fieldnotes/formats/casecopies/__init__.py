"""Copies of cases for a second coder in another vault, and their coding on the way back; sealed in both directions."""

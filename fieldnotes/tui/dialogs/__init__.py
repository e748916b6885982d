"""Sheets along the lower edge that ask one thing."""

"""Formats, in and out: tables as CSV, a Data Package that describes them, a page that explains them."""

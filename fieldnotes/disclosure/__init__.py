"""Disclosure control: tables in, tables out. It knows no cases, no text, no files and no network."""

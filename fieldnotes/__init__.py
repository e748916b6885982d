"""Fieldnotes: encrypted field notes, guided coding, redacted aggregates.

The rooms of this package and the walls between them are drawn in ``docs/architecture.md``.
"""

__version__ = "0.1.0"

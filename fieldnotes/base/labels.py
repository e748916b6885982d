"""Labels: short words from closed sets, the only text that may stand beside a number that leaves."""

import re
from typing import Annotated

from pydantic import StringConstraints

from fieldnotes.base.errors import WrongUseError
from fieldnotes.base.ids import CaseId, CoderLabel

LABEL_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$"

Label = Annotated[str, StringConstraints(pattern=LABEL_PATTERN)]
"""An identifier of the codebook or of a policy. The pattern has no space: a sentence does not fit."""

_CASE_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,15}")
_CODER = re.compile(r"[A-Z]")


def parse_case_id(raw: str) -> CaseId:
    """Read a case label: a letter, then up to fifteen letters, digits or hyphens.

    Raises:
        WrongUseError: if it has another form. What was typed is not repeated, since it may be a name.
    """
    if not _CASE_ID.fullmatch(raw):
        raise WrongUseError(
            "That is not a case label.",
            "Use a letter followed by up to 15 letters, digits or hyphens, such as C1; never a person's name.",
        )
    return CaseId(raw)


def parse_coder(raw: str) -> CoderLabel:
    """Read a coder's label: one capital letter.

    Raises:
        WrongUseError: if it has another form.
    """
    if not _CODER.fullmatch(raw):
        raise WrongUseError(
            "That is not a coder's label.", "Use one capital letter, such as A or B; never a name."
        )
    return CoderLabel(raw)

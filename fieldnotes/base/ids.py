"""Identifiers. Each is a string or number of its own type, so that one is never passed for another."""

from typing import NewType

CaseId = NewType("CaseId", str)
"""A researcher's label for a case, such as ``C1``; see :func:`fieldnotes.base.labels.parse_case_id`."""

InterviewId = NewType("InterviewId", int)
"""Row number of an interview within one vault; never leaves it."""

PassageId = NewType("PassageId", int)
"""Row number of a passage within one vault; never leaves it."""

CodingId = NewType("CodingId", int)
"""Row number of a coding within one vault; never leaves it."""

FactorId = NewType("FactorId", str)
"""A factor of the taxonomy, such as ``driver.morality.civilian-violence``."""

GroupId = NewType("GroupId", str)
"""A group of factors, such as ``driver.morality``."""

AttributeId = NewType("AttributeId", str)
"""An attribute of a case, such as ``position``."""

BandId = NewType("BandId", str)
"""One level of an attribute, such as ``defector``."""

CoderLabel = NewType("CoderLabel", str)
"""A coder's label, one capital letter; never a name."""

DeviceId = NewType("DeviceId", str)
"""A researcher's device: ``SHA256:…`` fingerprint of its public signing key, as ssh-keygen prints it."""

ProjectId = NewType("ProjectId", str)
"""A project: 32 hexadecimal characters, drawn at random by the coordinator."""

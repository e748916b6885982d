"""The kinds of text that documents are made of, each with its exact form."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ProjectText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""A :data:`fieldnotes.base.ids.ProjectId`: 16 random bytes in hexadecimal."""

DeviceText = Annotated[str, StringConstraints(pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")]
"""A :data:`fieldnotes.base.ids.DeviceId`: the fingerprint that ``ssh-keygen -l`` prints."""

PublicKeyText = Annotated[str, StringConstraints(pattern=r"^ssh-ed25519 [A-Za-z0-9+/]{68}$")]
"""A public signing key as OpenSSH writes it, without a comment."""

RecipientText = Annotated[str, StringConstraints(pattern=r"^age1[02-9ac-hj-np-z]{58}$")]
"""An X25519 recipient of the age format (c2sp.org/age), Bech32 in lower case."""

Sha256Text = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest in lower-case hexadecimal."""

Ordinal = Annotated[int, Field(ge=1, le=999_999, strict=True)]
"""A place in a sequence, counted from 1; six digits at most, so that the longest document has a known length."""

LEFT_OUT = "left out where absent"
"""Marks, in the schema of a document, a field that is not spelt where it has no value; every other field always is."""

MAX_READERS = 16
"""The largest number of keys a document is sealed to."""


class Document(BaseModel):
    """A document that enters or leaves: nothing in it may change, and nothing unknown may stand in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

"""Tables of a coordinator's vault. No column holds a time: exports carry none that could be trusted."""

from typing import Final

from fieldnotes.vault.migrating import Migration

COMPONENT: Final = "coordination"

_FIRST = """
CREATE TABLE project (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  policy BLOB NOT NULL,
  period TEXT NOT NULL,
  identity BLOB NOT NULL,
  signing_key BLOB NOT NULL,
  path_secret BLOB NOT NULL
) STRICT;
CREATE TABLE project_invite (
  sha256 TEXT PRIMARY KEY,
  devices INTEGER NOT NULL
) STRICT;
CREATE TABLE device (
  id TEXT PRIMARY KEY,
  public TEXT NOT NULL,
  label TEXT NOT NULL,
  person INTEGER NOT NULL,
  revoked_epoch INTEGER,
  revoked_after INTEGER,
  CHECK ((revoked_epoch IS NULL) = (revoked_after IS NULL))
) STRICT;
CREATE TABLE publication (
  number INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  record BLOB NOT NULL
) STRICT;
CREATE TABLE accepted_export (
  arrival INTEGER PRIMARY KEY,
  payload_sha256 TEXT NOT NULL UNIQUE,
  device TEXT NOT NULL REFERENCES device (id),
  epoch INTEGER NOT NULL,
  number INTEGER NOT NULL,
  previous TEXT,
  kind TEXT NOT NULL,
  cases INTEGER NOT NULL,
  period TEXT NOT NULL,
  payload BLOB NOT NULL,
  signature BLOB NOT NULL,
  publication INTEGER REFERENCES publication (number)
) STRICT;
CREATE TABLE inbox_object (
  name TEXT PRIMARY KEY,
  verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'repeated', 'rejected')),
  payload_sha256 TEXT REFERENCES accepted_export (payload_sha256),
  reason TEXT NOT NULL,
  remedy TEXT NOT NULL,
  lasting INTEGER NOT NULL
) STRICT;
"""

MIGRATIONS: Final = (Migration(1, "project, roster, inbox, publications", _FIRST),)

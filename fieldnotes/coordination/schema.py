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

_SECOND = """
-- Set when a statement is made about the device: nothing more of it is accepted, wherever it was revoked.
ALTER TABLE device ADD COLUMN closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1));

-- Exports of the project that could be opened and do not count. A statement must know of them too. The device may be
-- one that was never confirmed.
CREATE TABLE refused_export (
  payload_sha256 TEXT PRIMARY KEY,
  device TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  number INTEGER NOT NULL,
  previous TEXT
) STRICT;

-- What was refused before this table was there is looked at once more.
UPDATE inbox_object SET lasting = 0 WHERE verdict = 'rejected';

CREATE TABLE statement (
  serial INTEGER PRIMARY KEY,
  device TEXT,
  successor TEXT NOT NULL REFERENCES device (id),
  file BLOB NOT NULL
) STRICT;
"""

MIGRATIONS: Final = (
    Migration(1, "project, roster, inbox, publications", _FIRST),
    Migration(2, "refused exports, statements", _SECOND),
)

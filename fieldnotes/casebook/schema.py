"""The casebook's tables. A released migration is never changed; a later one follows it."""

from fieldnotes.vault.migrating import Migration

COMPONENT = "casebook"

_FIRST = """
CREATE TABLE cases (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 16),
    settled_coder TEXT NOT NULL DEFAULT 'A' CHECK (settled_coder GLOB '[A-Z]'),
    released INTEGER CHECK (released >= 1),
    next_number INTEGER NOT NULL DEFAULT 1 CHECK (next_number >= 1),
    changed TEXT NOT NULL CHECK (changed GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT;

CREATE TABLE case_attributes (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    attribute TEXT NOT NULL,
    band TEXT NOT NULL,
    PRIMARY KEY (case_id, attribute)
) STRICT, WITHOUT ROWID;

CREATE TABLE consents (
    given INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('store', 'code', 'aggregate', 'publish')),
    UNIQUE (case_id, purpose)
) STRICT;

-- A row number is never used again: what refers to a deleted interview must not come to mean another.
CREATE TABLE interviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    title TEXT NOT NULL,
    length INTEGER NOT NULL CHECK (length >= 0),
    edits INTEGER NOT NULL DEFAULT 0 CHECK (edits >= 0),
    changed TEXT NOT NULL CHECK (changed GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    UNIQUE (case_id, number)
) STRICT;

-- Apart from interviews, so that an edit, which changes the length, does not write the text again.
CREATE TABLE snapshots (
    interview_id INTEGER PRIMARY KEY REFERENCES interviews (id) ON DELETE CASCADE,
    folded INTEGER NOT NULL DEFAULT 0 CHECK (folded >= 0),
    indexed INTEGER NOT NULL DEFAULT 0 CHECK (indexed >= 0),
    text TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
    interview_id INTEGER NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    start INTEGER NOT NULL CHECK (start >= 0),
    removed TEXT NOT NULL,
    inserted TEXT NOT NULL,
    PRIMARY KEY (interview_id, number)
) STRICT, WITHOUT ROWID;

-- A passage of length 0 is lost: its words were deleted. How they stood in what was deleted is kept, to undo that.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    interview_id INTEGER NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    start INTEGER NOT NULL CHECK (start >= 0),
    length INTEGER NOT NULL CHECK (length >= 0),
    lost_digest BLOB CHECK (lost_digest IS NULL OR length = 0),
    lost_offset INTEGER CHECK (lost_offset >= 0),
    lost_length INTEGER CHECK (lost_length >= 1)
) STRICT;

-- By length and not by start: an edit moves the start of every passage after it, and moving must not touch an index.
CREATE INDEX passages_by_length ON passages (interview_id, length);

CREATE TABLE codings (
    id INTEGER PRIMARY KEY,
    passage_id INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    factor TEXT NOT NULL,
    stance TEXT CHECK (stance IN ('drives', 'holds-back', 'uncertain')),
    strength INTEGER CHECK (strength BETWEEN 1 AND 3),
    memo TEXT NOT NULL DEFAULT '',
    coder TEXT NOT NULL CHECK (coder GLOB '[A-Z]'),
    changed INTEGER NOT NULL DEFAULT 0 CHECK (changed IN (0, 1)),
    UNIQUE (passage_id, factor, coder)
) STRICT;

CREATE TABLE checklist_marks (
    case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    factor TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('denied', 'not-raised')),
    PRIMARY KEY (case_id, factor)
) STRICT, WITHOUT ROWID;

-- Trigrams of the text, upper and lower case made the same beforehand; holds no text and no positions.
CREATE VIRTUAL TABLE interview_index USING fts5 (
    text, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1'
);

-- What must be finished on the next opening if the program ends now.
CREATE TABLE unfinished (task TEXT PRIMARY KEY CHECK (task IN ('scrub'))) STRICT, WITHOUT ROWID;
"""

_SECOND = """
-- An edit writes its row of the journal and the interview's row. Where a passage stands is worked out from the rows of the
-- journal that came after the edit numbered as_of; folding writes it down. A passage that folding found unmoved keeps its
-- as_of, and interviews.passages_as_of says up to which edit that has been looked at.
ALTER TABLE interviews ADD COLUMN passages_as_of INTEGER NOT NULL DEFAULT 0 CHECK (passages_as_of >= 0);
UPDATE interviews SET passages_as_of = edits;

-- Counts every writing to the interview's passages, so that what is remembered of them in memory is known to be old.
ALTER TABLE interviews ADD COLUMN passage_changes INTEGER NOT NULL DEFAULT 0 CHECK (passage_changes >= 0);

ALTER TABLE passages ADD COLUMN as_of INTEGER NOT NULL DEFAULT 0 CHECK (as_of >= 0);
UPDATE passages SET as_of = (SELECT edits FROM interviews WHERE interviews.id = interview_id);

-- As of which edit `changed` says whether the words were changed.
ALTER TABLE codings ADD COLUMN as_of INTEGER NOT NULL DEFAULT 0 CHECK (as_of >= 0);
UPDATE codings SET as_of = (
    SELECT edits FROM interviews JOIN passages ON passages.interview_id = interviews.id WHERE passages.id = passage_id
);

-- done: undo takes it back. undone: it took something back, and redo reverses it. spent: neither any more.
-- continues: whether undo takes it back together with the row before; NULL in rows from before this was told.
-- Made anew for the sake of speed: a reference that is checked at COMMIT lets a statement with a trigger go without a
-- journal of its own, and SQLite checks a list of three with a table that it builds for each statement.
CREATE TABLE journal_anew (
    interview_id INTEGER NOT NULL REFERENCES interviews (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL CHECK (number >= 1),
    start INTEGER NOT NULL CHECK (start >= 0),
    removed TEXT NOT NULL,
    inserted TEXT NOT NULL,
    standing TEXT NOT NULL DEFAULT 'done' CHECK (standing = 'done' OR standing = 'undone' OR standing = 'spent'),
    continues INTEGER CHECK (continues IN (0, 1)),
    PRIMARY KEY (interview_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO journal_anew (interview_id, number, start, removed, inserted)
    SELECT interview_id, number, start, removed, inserted FROM journal;
DROP TABLE journal;
ALTER TABLE journal_anew RENAME TO journal;

-- Nearly always empty: asked at every edit.
CREATE INDEX journal_undone ON journal (interview_id, number) WHERE standing = 'undone';

-- Interviews written in since the vault was opened; the rows go when it is closed properly. Found at an opening, they are
-- from a session that was cut off, and edits_after is filled in; they stay until that is decided.
CREATE TABLE writing_sessions (
    interview_id INTEGER PRIMARY KEY REFERENCES interviews (id) ON DELETE CASCADE,
    edits_before INTEGER NOT NULL CHECK (edits_before >= 0),
    edits_after INTEGER CHECK (edits_after > edits_before)
) STRICT;
"""

_THIRD = """
-- Interviews whose text was edited since the search index was made from it: a search looks through these and through what
-- the index names, and reads no other. Apart from snapshots, which hold the text: to ask all of them read every text.
CREATE TABLE unindexed (
    interview_id INTEGER PRIMARY KEY REFERENCES interviews (id) ON DELETE CASCADE
) STRICT;
INSERT INTO unindexed (interview_id)
    SELECT i.id FROM interviews i JOIN snapshots s ON s.interview_id = i.id WHERE i.edits > s.indexed;
ALTER TABLE snapshots DROP COLUMN indexed;
"""

_FOURTH = """
-- What the words of a changed coding were when it was made or reviewed last, once the edits that changed them are folded.
CREATE TABLE words_before (
    coding_id INTEGER PRIMARY KEY REFERENCES codings (id) ON DELETE CASCADE,
    interview_id INTEGER NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    words TEXT NOT NULL
) STRICT;
"""

MIGRATIONS = (
    Migration(1, "cases, interviews, passages, codings, consent, checklist, journal, index", _FIRST),
    Migration(2, "passages as of an edit, undo across restarts, sessions that were cut off", _SECOND),
    Migration(3, "what the search index does not know yet", _THIRD),
    Migration(4, "the words of changed codings as they were", _FOURTH),
)

"""The tables of acts. A released migration is never changed; a later one follows it."""

from typing import Final

from fieldnotes.vault.migrating import Migration
from fieldnotes.vault.watching import Watched

COMPONENT: Final = "acts"

MIGRATIONS: Final = (
    Migration(
        1,
        "acts of coding, to be undone across restarts",
        """
        -- A number is never used again. done: undo takes it back; undone: redo does it again.
        CREATE TABLE acts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            standing TEXT NOT NULL DEFAULT 'done' CHECK (standing IN ('done', 'undone'))
        ) STRICT;

        -- before and after: as JSON what of a coding is not where it stands; a mark; a band. NULL where there was nothing.
        -- The passages are kept while they are named here. touched: the last edit of the words of the one that no coding
        -- was on, as folding saw it. coder: whose coding or mark; empty for a band.
        CREATE TABLE act_changes (
            id INTEGER PRIMARY KEY,
            act INTEGER NOT NULL REFERENCES acts (number) ON DELETE CASCADE,
            case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            what TEXT NOT NULL CHECK (what IN ('coding', 'mark', 'band')),
            coding INTEGER,
            subject TEXT NOT NULL DEFAULT '',
            coder TEXT NOT NULL DEFAULT '',
            before TEXT,
            after TEXT,
            passage_before INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            passage_after INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            touched INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX act_changes_by_act ON act_changes (act);
        CREATE INDEX act_changes_by_case ON act_changes (case_id);
        CREATE INDEX act_changes_by_coding ON act_changes (coding);
        CREATE INDEX act_changes_by_passage_before ON act_changes (passage_before);
        CREATE INDEX act_changes_by_passage_after ON act_changes (passage_after);
        """,
    ),
    Migration(
        2,
        "acts on memos and the diary",
        """
        -- case_id: NULL for a memo on a factor and for the diary, which belong to no case. The subject of a memo is its case or
        -- its factor, that of the diary the number of the entry.
        CREATE TABLE act_changes_anew (
            id INTEGER PRIMARY KEY,
            act INTEGER NOT NULL REFERENCES acts (number) ON DELETE CASCADE,
            case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
            what TEXT NOT NULL CHECK (what IN ('coding', 'mark', 'band', 'case-memo', 'factor-memo', 'diary')),
            coding INTEGER,
            subject TEXT NOT NULL DEFAULT '',
            coder TEXT NOT NULL DEFAULT '',
            before TEXT,
            after TEXT,
            passage_before INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            passage_after INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            touched INTEGER NOT NULL DEFAULT 0,
            CHECK ((case_id IS NULL) = (what IN ('factor-memo', 'diary')))
        ) STRICT;
        INSERT INTO act_changes_anew SELECT * FROM act_changes;
        DROP TABLE act_changes;
        ALTER TABLE act_changes_anew RENAME TO act_changes;
        CREATE INDEX act_changes_by_act ON act_changes (act);
        CREATE INDEX act_changes_by_case ON act_changes (case_id);
        CREATE INDEX act_changes_by_coding ON act_changes (coding);
        CREATE INDEX act_changes_by_passage_before ON act_changes (passage_before);
        CREATE INDEX act_changes_by_passage_after ON act_changes (passage_after);
        CREATE INDEX act_changes_by_subject ON act_changes (what, subject);
        """,
    ),
    Migration(
        3,
        "acts of settling, of reviewing and on factors of the team's own",
        """
        -- what: casebook/actchanges.py knows which there are. case_id: NULL for a memo on a factor, for the diary, and for
        -- a factor of the team's own that was not added or changed while coding a case.
        CREATE TABLE act_changes_anew (
            id INTEGER PRIMARY KEY,
            act INTEGER NOT NULL REFERENCES acts (number) ON DELETE CASCADE,
            case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
            what TEXT NOT NULL,
            coding INTEGER,
            subject TEXT NOT NULL DEFAULT '',
            coder TEXT NOT NULL DEFAULT '',
            before TEXT,
            after TEXT,
            passage_before INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            passage_after INTEGER REFERENCES passages (id) ON DELETE CASCADE,
            touched INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO act_changes_anew SELECT * FROM act_changes;
        DROP TABLE act_changes;
        ALTER TABLE act_changes_anew RENAME TO act_changes;
        CREATE INDEX act_changes_by_act ON act_changes (act);
        CREATE INDEX act_changes_by_case ON act_changes (case_id);
        CREATE INDEX act_changes_by_coding ON act_changes (coding);
        CREATE INDEX act_changes_by_passage_before ON act_changes (passage_before);
        CREATE INDEX act_changes_by_passage_after ON act_changes (passage_after);
        CREATE INDEX act_changes_by_subject ON act_changes (what, subject);

        -- How many times anything was undone before: what was undone last is done again first. 0 in rows from before this.
        ALTER TABLE acts ADD COLUMN turned INTEGER NOT NULL DEFAULT 0;

        -- The words of a changed coding as they were, where the change that is kept forgot them: like words_before.
        CREATE TABLE act_words (
            change INTEGER PRIMARY KEY REFERENCES act_changes (id) ON DELETE CASCADE,
            interview_id INTEGER NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
            words TEXT NOT NULL
        ) STRICT;
        CREATE INDEX act_words_by_interview ON act_words (interview_id);
        """,
    ),
)

WATCHED: Final = (
    Watched("acts", scope="'acts'"),
    Watched("act_changes", scope="coalesce('case ' || {row}.case_id, 'undo of memos and diary')"),
    Watched("act_words", scope="'interview ' || {row}.interview_id"),
)

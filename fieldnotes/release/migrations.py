"""The tables of the release room inside a researcher's vault."""

from typing import Final

from fieldnotes.vault.migrating import Migration

COMPONENT: Final = "release"

MIGRATIONS: Final = (
    Migration(
        1,
        "device, membership, ledger, outbox",
        """
        CREATE TABLE release_device (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            public TEXT NOT NULL,
            wrapped_seed BLOB NOT NULL,
            epoch INTEGER NOT NULL CHECK (epoch >= 1)
        ) STRICT;

        CREATE TABLE release_membership (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            project TEXT NOT NULL,
            invite BLOB NOT NULL
        ) STRICT;

        -- One row a release, for ever. counts are the cohort's tables before protection, frozen at approval: the cases
        -- stay editable, and a release is never tabulated again. No case is named in this table.
        CREATE TABLE release_ledger (
            number INTEGER PRIMARY KEY CHECK (number >= 1),
            epoch INTEGER NOT NULL CHECK (epoch >= 1),
            place INTEGER NOT NULL CHECK (place >= 1),
            kind TEXT NOT NULL CHECK (kind IN ('suppressed', 'split', 'void')),
            cohort INTEGER NOT NULL CHECK (cohort >= 0),
            counts BLOB NOT NULL,
            payload BLOB NOT NULL,
            sealed_sha256 TEXT NOT NULL,
            previous_entry TEXT,
            entry_sha256 TEXT NOT NULL UNIQUE,
            UNIQUE (epoch, place)
        ) STRICT;

        CREATE TRIGGER release_ledger_never_changes BEFORE UPDATE ON release_ledger
        BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

        CREATE TRIGGER release_ledger_never_shrinks BEFORE DELETE ON release_ledger
        BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

        -- Also stops INSERT OR REPLACE, which deletes without firing the trigger above.
        CREATE TRIGGER release_ledger_grows_at_its_end BEFORE INSERT ON release_ledger
        WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM release_ledger)
        BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

        CREATE TABLE release_outbox (
            number INTEGER PRIMARY KEY REFERENCES release_ledger (number),
            name TEXT NOT NULL UNIQUE,
            sealed BLOB NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'confirmed')),
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0)
        ) STRICT;

        CREATE TRIGGER release_outbox_keeps_its_bytes BEFORE UPDATE OF number, name, sealed ON release_outbox
        BEGIN SELECT raise(ABORT, 'what was sealed stays as it is'); END;

        -- failures and not_before (seconds since 1970) pace automatic pushes; they are cleared by a success.
        CREATE TABLE release_delivery (
            number INTEGER NOT NULL REFERENCES release_outbox (number),
            remote TEXT NOT NULL REFERENCES remote (name) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'confirmed')),
            failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
            not_before INTEGER NOT NULL DEFAULT 0 CHECK (not_before >= 0),
            PRIMARY KEY (number, remote)
        ) STRICT;
        """,
    ),
    Migration(
        2,
        "void exports, restores",
        """
        DROP TRIGGER release_ledger_never_changes;
        DROP TRIGGER release_outbox_keeps_its_bytes;

        -- What was never sent may be made void in its place: neither it nor anything after it was attempted.
        CREATE TRIGGER release_ledger_never_changes BEFORE UPDATE ON release_ledger
        WHEN NOT (
            NEW.kind = 'void' AND NEW.cohort = 0 AND NEW.number = OLD.number
            AND NEW.epoch = OLD.epoch AND NEW.place = OLD.place
            AND NOT EXISTS (SELECT 1 FROM release_outbox WHERE number >= OLD.number AND attempts > 0)
        )
        BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

        CREATE TRIGGER release_outbox_keeps_its_bytes BEFORE UPDATE OF number, name, sealed ON release_outbox
        WHEN NOT (
            NEW.number = OLD.number AND OLD.attempts = 0
            AND (SELECT kind FROM release_ledger WHERE number = OLD.number) = 'void'
        )
        BEGIN SELECT raise(ABORT, 'what was sealed stays as it is'); END;

        -- One row a restore of this vault from a backup. device, epoch, place, payload_sha256: the device that the backup
        -- knew and the last release that it knew of it; successor: the device that took its place.
        CREATE TABLE release_restore (
            restore_id BLOB PRIMARY KEY,
            device TEXT,
            epoch INTEGER NOT NULL,
            place INTEGER NOT NULL CHECK (place >= 0),
            payload_sha256 TEXT,
            successor TEXT NOT NULL UNIQUE,
            serial INTEGER,
            statement BLOB,
            verdict TEXT NOT NULL DEFAULT 'open' CHECK (verdict IN ('open', 'behind', 'lifted', 'final'))
        ) STRICT;
        """,
    ),
    Migration(
        3,
        "counted cases",
        """
        -- One row a case that a release counts: beside the mark on the case, so that a lost mark is found. It goes when the
        -- case is deleted for good, and when the release is made void.
        CREATE TABLE release_member (
            case_id TEXT PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
            number INTEGER NOT NULL REFERENCES release_ledger (number)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER release_member_never_changes BEFORE UPDATE ON release_member
        BEGIN SELECT raise(ABORT, 'a case is counted in one release for ever'); END;

        CREATE TRIGGER release_member_stays BEFORE DELETE ON release_member
        WHEN EXISTS (SELECT 1 FROM cases WHERE id = OLD.case_id)
            AND (SELECT kind FROM release_ledger WHERE number = OLD.number) <> 'void'
        BEGIN SELECT raise(ABORT, 'a case is counted in one release for ever'); END;
        """,
    ),
)

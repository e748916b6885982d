"""Release: the researcher's side of what leaves. Cohort, tables, protection, ledger, outbox, push."""

"""Cases, interviews, passages, codings, consent, checklist, journal and search: what a researcher's vault holds."""

"""What an adversary would do with released tables, as code that ships: drills and tests run every attack."""

"""Who is who: a second small vault with its own passphrase, and replacing names in the notes by the pseudonyms kept in it."""

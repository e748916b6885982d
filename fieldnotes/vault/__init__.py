"""The vault: key file and slots, opening SQLCipher with its traps closed, schemas by component, wiping."""

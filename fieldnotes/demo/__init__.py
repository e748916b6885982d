"""The demo: a library of invented passages, and the whole path from a first passphrase to a published table."""

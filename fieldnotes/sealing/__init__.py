"""Sealing: a payload is signed by a device, padded to one size, and sealed to its readers. Bytes and keys in, bytes out.

The byte format is written down in ``docs/format-export.md``. This room opens no file and knows no network.
"""

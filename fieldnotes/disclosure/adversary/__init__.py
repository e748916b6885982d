"""What an adversary would do with released tables, as code that ships: drills and tests run every attack.

One module an attack family, each saying what the adversary knows and wants. :mod:`.battery` runs all that need nothing
but one release; the others need several releases, a publication, known members, or the bytes of a file. None asks the
solver that protects, so that a fault there cannot hide from them; only the forger uses it, as anyone can.
"""

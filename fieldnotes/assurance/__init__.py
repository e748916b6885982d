"""Checks that a security lead can run alone: each says what it found, on what evidence, and what to do.

Only the faces and the demo import this room, so that a check never becomes part of what it checks.
"""

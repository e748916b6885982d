"""Text as it is stored: normalising, edits, Burmese syllables, sentences, Zawgyi, and showing what would hide."""

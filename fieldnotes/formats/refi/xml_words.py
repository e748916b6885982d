"""Words as XML can hold them."""

import re

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_words(words: str) -> str:
    """The words, with U+FFFD for what XML 1.0 has no place for (section 2.2), such as U+FFFF."""
    return _NOT_XML.sub("\ufffd", words)

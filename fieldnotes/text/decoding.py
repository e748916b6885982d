"""From the bytes of a file to characters, or a sentence why not."""

import codecs

from fieldnotes.text.errors import EmptyTextError, MalformedTextError, NotTextError, TooLargeError

MAX_IMPORT_BYTES = 20 * 1024 * 1024
"""Bytes of the largest file that is imported; a caller reads no more than one byte beyond it."""

_OTHER_ENCODINGS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(raw: bytes) -> str:
    """The characters of a UTF-8 file, byte order mark included.

    Raises:
        EmptyTextError: if there is no byte.
        TooLargeError: if there are more than :data:`MAX_IMPORT_BYTES`.
        NotTextError: if it begins as UTF-16 or UTF-32 does, or holds a NUL.
        MalformedTextError: if it is not UTF-8 as RFC 3629 has it: no surrogates, no overlong forms.
    """
    if len(raw) > MAX_IMPORT_BYTES:
        raise TooLargeError(MAX_IMPORT_BYTES // 2**20)
    if not raw:
        raise EmptyTextError
    if raw.startswith(_OTHER_ENCODINGS):
        raise NotTextError("it begins as UTF-16 does")
    if b"\0" in raw:
        raise NotTextError("it holds NUL bytes, as recordings, pictures and office documents do")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        offset = error.start
    # Raised outside the handler: the decoder's error carries the whole file.
    raise MalformedTextError(offset)

"""Why a file is not taken as text. No sentence repeats what the file holds."""

from fieldnotes.base.errors import DamagedError, WrongUseError

_SAVE_AS_UTF8 = "Save it as plain text in UTF-8 and import that file."


class EmptyTextError(WrongUseError):
    """There is nothing in it (exit code 2)."""

    def __init__(self) -> None:
        super().__init__("The file holds no text.", "Check that you chose the right file.")


class TooLargeError(WrongUseError):
    """It is larger than what is imported (exit code 2).

    Args:
        limit: the largest size that is imported, in MiB.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The file is larger than {limit} MiB, which is more than any interview.",
            "Import a text file, not a recording; split a longer text into several interviews.",
        )


class NotTextError(DamagedError):
    """It cannot be read as text (exit code 4).

    Args:
        because: ends the sentence *This is not a text file:*, without a full stop.
    """

    def __init__(self, because: str) -> None:
        super().__init__(f"This is not a text file: {because}.", _SAVE_AS_UTF8)


class MalformedTextError(DamagedError):
    """Its UTF-8 is malformed (exit code 4).

    Args:
        offset: of the first byte that does not fit, counted from 0.
    """

    def __init__(self, offset: int) -> None:
        super().__init__(
            f"The file is not valid UTF-8: the byte at offset {offset:,} does not fit.", _SAVE_AS_UTF8
        )
        self.offset = offset

"""Messages that parts of a screen send upwards."""

from textual.message import Message


class Told(Message):
    """A sentence for the user, to be shown above the footer.

    Args:
        sentence: what to show; never note text.
        wrong: whether something did not work.
    """

    def __init__(self, sentence: str, *, wrong: bool = True) -> None:
        super().__init__()
        self.sentence = sentence
        self.wrong = wrong

"""Every failure a user can meet: one plain sentence, what to do next, and an exit code."""


class FieldnotesError(Exception):
    """A failure that a user meets.

    Args:
        problem: one sentence saying what is wrong. Never holds note text, a key or a passphrase.
        remedy: one sentence saying what to do next.
    """

    exit_code = 2

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


class AnswerIsNoError(FieldnotesError):
    """The question was understood and the answer is no: a check failed, nothing was found (exit code 1)."""

    exit_code = 1


class WrongUseError(FieldnotesError):
    """The request cannot be carried out as it was made (exit code 2)."""

    exit_code = 2


class RefusedError(FieldnotesError):
    """Refused for safety; a wrong passphrase counts as such (exit code 3)."""

    exit_code = 3


class DamagedError(FieldnotesError):
    """Data that is damaged or cannot be read (exit code 4)."""

    exit_code = 4

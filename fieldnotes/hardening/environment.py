"""Environment variables with which the screen library writes down what it shows."""

import os

from fieldnotes.base.errors import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

UNSAFE = ("TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_SCREENSHOT")
"""A log file of events and keys, debugging output, a picture of the screen after a delay (textual.constants)."""

_FEATURES = "TEXTUAL"
_UNSAFE_FEATURES = frozenset({"devtools", "debug"})


def refuse_unsafe_environment(environment: "Mapping[str, str]" = os.environ) -> None:
    """Refuse to start where Textual would write note text to a log, a picture or a debugging console.

    Raises:
        RefusedError: naming the variables, never their values.
    """
    found = [name for name in UNSAFE if name in environment]
    features = {feature.strip().lower() for feature in environment.get(_FEATURES, "").split(",")}
    if features & _UNSAFE_FEATURES:
        found.append(_FEATURES)
    if found:
        raise RefusedError(
            f"The environment sets {', '.join(found)}, which would write what is on the screen somewhere.",
            f"Run `unset {' '.join(found)}` and start again.",
        )

"""Settings a user may change, and where they and the vault live. Nothing secret belongs in a settings file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

import platformdirs

from fieldnotes.base.errors import WrongUseError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set in ``settings.toml``. Checked by hand: the lock screen waits for every import.

    Attributes:
        idle_lock_seconds: seconds without a key until the application locks itself, 30 to 1,800.
        listening_lock_minutes: minutes until listening mode (F9) locks, 1 to 30.
        panic: what F12 does: destroy the vault's keys, or only lock.
        theme: dark or light.
        keys: action name to key, in place of the key the registry gives it.
        key_file: where the key file on removable media usually is; the lock screen asks for it then. Whoever reads the
            settings file learns that there is one.

    Raises:
        WrongUseError: if a value is of another kind or out of its range.
    """

    idle_lock_seconds: int = 180
    listening_lock_minutes: int = 15
    panic: Literal["wipe", "lock"] = "wipe"
    theme: Literal["dark", "light"] = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)
    key_file: str = ""

    def __post_init__(self) -> None:
        _whole_number("idle_lock_seconds", self.idle_lock_seconds, 30, 1800)
        _whole_number("listening_lock_minutes", self.listening_lock_minutes, 1, 30)
        _one_of("panic", self.panic, ("wipe", "lock"))
        _one_of("theme", self.theme, ("dark", "light"))
        if not isinstance(self.key_file, str):
            raise _unusable("key_file", "a path in quotation marks is wanted")
        if not isinstance(self.keys, dict):
            raise _unusable("keys", "a table of action names and keys is wanted")
        for name, key in self.keys.items():
            if not isinstance(key, str):
                raise _unusable(f"keys.{name}", "the name of a key in quotation marks is wanted")


def _whole_number(name: str, value: object, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _unusable(name, f"a whole number from {least} to {most} is wanted")


def _one_of(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise _unusable(name, f"one of these is wanted: {', '.join(choices)}")


def _unusable(name: str, wanted: str) -> WrongUseError:
    return WrongUseError(f"The setting {name} is not usable: {wanted}.", f"Correct {settings_file()}.")


def default_vault_folder() -> Path:
    """Where a vault lives unless ``--vault`` says otherwise: the platform's folder for application data."""
    return platformdirs.user_data_path("fieldnotes", appauthor=False) / "vault"


def settings_file() -> Path:
    """Where the settings file is looked for: the platform's folder for configuration."""
    return platformdirs.user_config_path("fieldnotes", appauthor=False) / "settings.toml"


def load_settings(file: Path | None = None) -> Settings:
    """Read the settings; a missing file means the defaults.

    Raises:
        WrongUseError: if the file is not TOML or holds an unknown or impossible setting.
    """
    file = settings_file() if file is None else file
    try:
        raw = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError("The settings file cannot be read.", f"Look at {file}.") from error
    import tomllib  # noqa: PLC0415 - only where there is a file; the lock screen waits for every import

    try:
        given = tomllib.loads(raw)
    except tomllib.TOMLDecodeError as error:
        raise WrongUseError(f"The settings file is not valid TOML: {error}.", f"Correct {file}.") from error
    unknown = given.keys() - {known.name for known in fields(Settings)}
    if unknown:
        raise WrongUseError(f"There is no setting called {min(unknown)}.", f"Correct {file}.")
    return Settings(**given)

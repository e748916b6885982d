"""Settings a user may change, and where they and the vault live. Nothing secret belongs in a settings file."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldnotes.base.errors import WrongUseError


class Settings(BaseModel):
    """What a user may set in ``settings.toml``.

    Attributes:
        idle_lock_seconds: seconds without a key until the application locks itself, 30 to 1,800.
        listening_lock_minutes: minutes until listening mode (F9) locks, 1 to 30.
        panic: what F12 does: destroy the vault's keys, or only lock.
        theme: dark or light.
        keys: action name to key, in place of the key the registry gives it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    idle_lock_seconds: Annotated[int, Field(ge=30, le=1800)] = 180
    listening_lock_minutes: Annotated[int, Field(ge=1, le=30)] = 15
    panic: Literal["wipe", "lock"] = "wipe"
    theme: Literal["dark", "light"] = "dark"
    keys: dict[str, str] = {}


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
    try:
        return Settings.model_validate(tomllib.loads(raw))
    except tomllib.TOMLDecodeError as error:
        raise WrongUseError(f"The settings file is not valid TOML: {error}.", f"Correct {file}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongUseError(
            f"The setting {where} is not usable: {first['msg']}.", f"Correct {file}."
        ) from error

import os
from pathlib import Path

import pytest

from fieldnotes.base.errors import RefusedError
from fieldnotes.hardening.environment import UNSAFE, refuse_unsafe_environment


@pytest.mark.parametrize("name", UNSAFE)
@pytest.mark.parametrize("value", ["", "0", "1", "a-file.log"])
def test_each_variable_is_refused_whatever_it_says_and_its_value_is_not_repeated(name, value):
    with pytest.raises(RefusedError, match=name) as failure:
        refuse_unsafe_environment({name: value, "HOME": "somewhere"})
    assert failure.value.exit_code == 3
    assert "a-file.log" not in str(failure.value)
    assert f"unset {name}" in failure.value.remedy


@pytest.mark.parametrize("features", ["devtools", "debug", "headless, DevTools", "debug,headless"])
def test_the_debugging_console_is_refused(features):
    with pytest.raises(RefusedError, match="TEXTUAL"):
        refuse_unsafe_environment({"TEXTUAL": features})


@pytest.mark.parametrize(
    "environment", [{}, {"TEXTUAL": "headless"}, {"TEXTUAL_ANIMATIONS": "none", "NO_COLOR": "1"}]
)
def test_other_variables_are_nobodys_business(environment):
    refuse_unsafe_environment(environment)


def test_the_real_environment_is_the_one_looked_at(monkeypatch):
    for name in (*UNSAFE, "TEXTUAL"):
        monkeypatch.delenv(name, raising=False)
    refuse_unsafe_environment()
    monkeypatch.setitem(os.environ, "TEXTUAL_LOG", "x")
    with pytest.raises(RefusedError):
        refuse_unsafe_environment()


def test_the_names_are_those_that_textual_reads():
    from textual import constants  # noqa: PLC0415 - the library is asked only here

    source = Path(constants.__file__).read_text(encoding="utf-8")
    assert all(f'"{name}"' in source for name in UNSAFE)

import pytest

from fieldnotes.base.shipped import shipped
from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.disclosure.policy import parse_policy
from fieldnotes.release.layouts import layout_of


@pytest.fixture(scope="session")
def policy():
    return parse_policy((shipped("exports/policies") / "standard.toml").read_bytes())


@pytest.fixture(scope="session")
def layout(policy):
    """The real one: twelve groups, forty-six factors, eight attributes, what the taxonomy says levels imply."""
    return layout_of(load_taxonomy(), policy)

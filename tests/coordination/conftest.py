import pytest
from synthetic_devices import as_new, close, new_world


@pytest.fixture(scope="session")
def standing_world(tmp_path_factory):
    made = new_world(tmp_path_factory.mktemp("world"), devices=2)
    yield made
    close(made)


@pytest.fixture
def world(standing_world, tmp_path):
    """A coordinator, an empty store and two confirmed devices."""
    with as_new(standing_world, tmp_path) as made:
        yield made

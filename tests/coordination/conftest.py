import pytest
from synthetic_devices import close, new_world


@pytest.fixture
def world(tmp_path):
    """A coordinator, a store and two confirmed devices."""
    made = new_world(tmp_path, devices=2)
    yield made
    close(made)

"""The cost that suits a machine, and raising it on a later unlocking."""

import shutil

import pytest

from fieldnotes.base.errors import DamagedError, RefusedError
from fieldnotes.vault import costing, raising, slots
from fieldnotes.vault.creating import create_vault
from fieldnotes.vault.inspecting import vault_info
from fieldnotes.vault.kdf import COSTS, stretch
from fieldnotes.vault.keyblock import parse
from fieldnotes.vault.keyfile import KeyFile
from fieldnotes.vault.opening import open_vault, open_with_words
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

PHRASE = Passphrase("river stone lamp")
GIB = 2**30


@pytest.mark.parametrize(("seconds", "memory", "expected"), [
    (0.1, 64 * GIB, 3),  # 1.6 s at 1 GiB
    (0.1, 7 * GIB, 2),  # fast, but a gigabyte would be an eighth of what there is
    (0.4, 64 * GIB, 2),  # 6.4 s at 1 GiB is too long
    (1.5, 64 * GIB, 1),
    (30.0, 64 * GIB, 1),  # the floor, whatever the machine
    (0.1, GIB // 2, 1),
    (0.1, 0, 1),
])  # fmt: skip
def test_the_highest_cost_within_time_and_ample_memory(seconds, memory, expected):
    assert costing._highest(1, seconds, memory) == expected


def test_measuring_gives_a_cost_of_the_table_and_what_it_gives_can_be_computed():
    chosen = costing.suitable_cost()
    assert chosen in COSTS
    assert costing.available_memory() > COSTS[1].memory_kib * 1024
    assert len(stretch(b"p", bytes(32), 1)) == 32
    assert costing.affordable(3) >= chosen


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """A vault whose cost was chosen by measuring, on a machine that could bear the lowest only."""
    folder = tmp_path_factory.mktemp("measured") / "field"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(costing, "available_memory", lambda: 0)
        vault, words = create_vault(folder, role=VaultRole.RESEARCHER, passphrase=PHRASE, kdf_id=None)
        vault.close()
    assert vault_info(folder).kdf_id == 1
    return folder, words


@pytest.fixture
def bears_more(monkeypatch):
    monkeypatch.setattr(raising, "higher_cost", lambda kdf_id, _: 2 if kdf_id < 2 else None)


@pytest.mark.usefixtures("bears_more")
def test_it_is_raised_once_with_the_passphrase_and_both_secrets_still_open(measured, tmp_path):
    folder, words = measured
    folder = shutil.copytree(folder, tmp_path / "field")
    before = parse((folder / "vault.key").read_bytes())
    with open_vault(folder, PHRASE) as vault:
        assert any("256 MiB" in notice for notice in vault.notices)
        key = vault._key.reveal()
    after = parse((folder / "vault.key").read_bytes())
    assert (before.header.kdf_id, after.header.kdf_id) == (1, 2)
    assert before.header.salt != after.header.salt
    with open_vault(folder, PHRASE) as vault:
        assert vault.notices == ()
        assert vault._key.reveal() == key
    open_with_words(folder, words).close()


@pytest.mark.usefixtures("bears_more")
def test_never_for_a_cost_that_somebody_chose_nor_with_the_words(measured, made, tmp_path):
    made.open().close()
    assert vault_info(made.folder).kdf_id == 1
    folder, words = measured
    folder = shutil.copytree(folder, tmp_path / "measured")
    open_with_words(folder, words).close()
    assert vault_info(folder).kdf_id == 1


@pytest.mark.usefixtures("bears_more")
@pytest.mark.parametrize("writes", [0, 1])
def test_cut_off_between_the_copies_the_passphrase_opens_and_the_next_opening_finishes_it(
    measured, tmp_path, monkeypatch, writes
):
    folder, words = measured
    folder = shutil.copytree(folder, tmp_path / "field")
    done = []
    whole = KeyFile.write_copy

    def cut(self, place, block):
        if len(done) == writes:
            raise DamagedError("The power went.", "Start again.")
        done.append(place)
        whole(self, place, block)

    with monkeypatch.context() as cutting:
        cutting.setattr(KeyFile, "write_copy", cut)
        with open_vault(folder, PHRASE) as vault:
            assert any("could not be raised" in notice for notice in vault.notices)
    raw = (folder / "vault.key").read_bytes()
    assert [parse(raw[at:]).header.kdf_id for at in (0, 4096)] == [1, 1 + writes]
    for secrets in ((open_with_words, words), (open_vault, PHRASE)):
        copy = shutil.copytree(folder, tmp_path / secrets[0].__name__)
        secrets[0](copy, secrets[1]).close()
    open_vault(folder, PHRASE).close()
    raw = (folder / "vault.key").read_bytes()
    assert [parse(raw[at:]).header.kdf_id for at in (0, 4096)] == [2, 2]


@pytest.mark.usefixtures("bears_more")
def test_a_machine_without_the_memory_for_the_newer_copy_opens_the_older(measured, tmp_path, monkeypatch):  # fmt: skip
    """Raised and cut off on a large machine, then carried to a small one."""
    folder = shutil.copytree(measured[0], tmp_path / "field")
    before = (folder / "vault.key").read_bytes()
    open_vault(folder, PHRASE).close()
    (folder / "vault.key").write_bytes(before[:4096] + (folder / "vault.key").read_bytes()[4096:])

    def small(secret, salt, kdf_id):
        if kdf_id > 1:
            raise RefusedError("This machine could not give the memory.", "Close other programs.")
        return stretch(secret, salt, kdf_id)

    monkeypatch.setattr(slots, "stretch", small)
    monkeypatch.setattr(raising, "higher_cost", lambda *_: None)
    with open_vault(folder, PHRASE) as vault:
        assert any("whole again" in notice for notice in vault.notices)
    assert vault_info(folder).kdf_id == 1

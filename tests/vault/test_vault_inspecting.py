import json

import pytest

from fieldnotes.base.errors import DamagedError, WrongUseError
from fieldnotes.vault.inspecting import vault_info


def test_what_anyone_can_see(made):
    info = vault_info(made.folder)
    assert info.vault_id == made.key.read_bytes()[44:60].hex()
    assert (info.version, info.kdf_id, info.memory_mib, info.generation) == (1, 1, 64, 1)
    assert info.copies_intact == (True, True)
    assert info.key_bytes == 8192
    assert info.database_bytes == made.database.stat().st_size
    assert json.loads(json.dumps(info.as_dict()))["kdf_id"] == 1


def test_it_neither_locks_nor_changes_anything(made):
    with made.open_with_words():
        assert vault_info(made.folder).generation == 1


def test_damage_is_told(made):
    raw = bytearray(made.key.read_bytes())
    raw[2000] ^= 1
    made.key.write_bytes(raw)
    assert vault_info(made.folder).copies_intact == (False, True)
    made.key.write_bytes(raw[:4096])
    assert vault_info(made.folder).copies_intact == (False, False)
    made.key.write_bytes(bytes(8192))
    with pytest.raises(DamagedError):
        vault_info(made.folder)


def test_no_vault(tmp_path):
    with pytest.raises(WrongUseError):
        vault_info(tmp_path)

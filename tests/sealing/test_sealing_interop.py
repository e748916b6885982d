"""The real age, tar and ssh-keygen open and check what we seal: nobody needs this program to read an export."""

import shutil
import subprocess

import pytest

from fieldnotes.sealing.canonical import canonical_json
from fieldnotes.sealing.exports import open_export, seal_export
from fieldnotes.sealing.invites import Invite, write_invite
from fieldnotes.sealing.signatures import Namespace, allowed_signers_line

SIZE = 8192

needs = [tool for tool in ("age", "tar", "ssh-keygen") if shutil.which(tool) is None]
pytestmark = pytest.mark.skipif(bool(needs), reason=f"not installed: {', '.join(needs)}")


@pytest.fixture
def unpacked(cast, payload, tmp_path):
    (tmp_path / "key").write_text(cast.coordinator.secret + "\n")
    (tmp_path / "export.age").write_bytes(seal_export(payload, cast.device, cast.recipients, SIZE))
    with subprocess.Popen(
        ["age", "-d", "-i", "key", "export.age"], cwd=tmp_path, stdout=subprocess.PIPE
    ) as age:
        tar = subprocess.run(
            ["tar", "xv"], cwd=tmp_path, stdin=age.stdout, capture_output=True, text=True, check=True
        )
    assert age.returncode == 0
    assert tar.stdout.split() == ["payload.json", "payload.json.sig", "pad"]
    assert tar.stderr == ""
    return tmp_path


def ssh_verify(folder, signers, device, message, signature, *, namespace="fieldnotes-export"):
    (folder / "allowed_signers").write_text(signers + "\n")
    return subprocess.run(
        [
            "ssh-keygen",
            "-Y",
            "verify",
            "-f",
            "allowed_signers",
            "-I",
            device,
            "-n",
            namespace,
            "-s",
            signature,
        ],
        cwd=folder,
        input=(folder / message).read_bytes(),
        capture_output=True,
        check=False,
    ).returncode


def test_age_tar_and_ssh_keygen_open_and_check_an_export(cast, payload, unpacked):
    assert (unpacked / "payload.json").read_bytes() == canonical_json(payload)
    line = allowed_signers_line(cast.device.public, Namespace.EXPORT)
    where = ("payload.json", "payload.json.sig")
    assert ssh_verify(unpacked, line, cast.device.device_id, *where) == 0


def test_ssh_keygen_refuses_a_changed_payload_another_key_and_another_purpose(cast, unpacked):
    line = allowed_signers_line(cast.device.public, Namespace.EXPORT)
    where = ("payload.json", "payload.json.sig")
    stranger = f'{cast.device.device_id} namespaces="fieldnotes-export" {cast.stranger.public}'
    invites_only = allowed_signers_line(cast.device.public, Namespace.INVITE)
    assert ssh_verify(unpacked, stranger, cast.device.device_id, *where) != 0
    assert ssh_verify(unpacked, invites_only, cast.device.device_id, *where) != 0
    assert ssh_verify(unpacked, line, cast.device.device_id, *where, namespace="fieldnotes-invite") != 0
    changed = (unpacked / "payload.json").read_bytes().replace(b'"n":9', b'"n":8')
    (unpacked / "payload.json").write_bytes(changed)
    assert ssh_verify(unpacked, line, cast.device.device_id, *where) != 0


def test_what_age_seals_again_opens_here(cast, unpacked, payload):
    # Another implementation may produce exports; the archive's bytes are the format, not our library.
    archive = subprocess.run(
        ["age", "-d", "-i", "key", "export.age"], cwd=unpacked, capture_output=True, check=True
    ).stdout
    again = subprocess.run(
        ["age", "-r", cast.coordinator.recipient, "-r", cast.second.recipient],
        input=archive,
        capture_output=True,
        check=True,
    ).stdout
    assert open_export(again, [cast.second]).payload == payload


def test_head_tail_and_ssh_keygen_check_an_invite(cast, tmp_path):
    invite = Invite(
        project="0" * 32,
        recipients=cast.recipients,
        signing_keys=(cast.device.public,),
        path_secret="1" * 64,
        policy_name="standard",
        policy="x",
    )
    (tmp_path / "invite").write_bytes(write_invite(invite, cast.device))
    for command, out in ((["head", "-n", "1"], "line"), (["tail", "-n", "+2"], "sig")):
        part = subprocess.run([*command, "invite"], cwd=tmp_path, capture_output=True, check=True).stdout
        (tmp_path / out).write_bytes(part)
    line = allowed_signers_line(cast.device.public, Namespace.INVITE)
    assert (
        ssh_verify(tmp_path, line, cast.device.device_id, "line", "sig", namespace="fieldnotes-invite") == 0
    )

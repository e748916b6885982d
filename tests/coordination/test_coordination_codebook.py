"""A project counts under one codebook: the coordinator may change it until something has come in, and the invite names it."""

import asyncio
from pathlib import Path

import pytest
from changed_taxonomies import SHIPPED, rebuilt, with_factor, with_version, without_factor, write_folder
from making_vaults import create_vault
from textual.widgets import Input, Static

from fieldnotes.base.errors import RefusedError
from fieldnotes.casebook.taxonomies import taxonomy_of
from fieldnotes.coordination.desk import CoordinatorDesk
from fieldnotes.sealing.invites import read_invite
from fieldnotes.tui.app import FieldnotesApp
from fieldnotes.tui.screens.codebook import CodebookPage
from fieldnotes.tui.session import Session
from fieldnotes.vault.passphrases import Passphrase
from fieldnotes.vault.roles import VaultRole

DMV = "driver.morality.civilian-violence"
OURS = with_version(with_factor(SHIPPED, DMV, label="killing of civilians"), "1.1.0")


def test_the_invite_names_the_codebook_and_exports_under_another_one_do_not_count(world):
    device = world.join("laptop-1")
    assert read_invite(world.desk.invite()).taxonomy_sha256 is None
    world.desk.adopt_codebook(OURS)
    vault = world.desk._vault
    assert taxonomy_of(vault) == OURS
    desk = CoordinatorDesk.open(vault, taxonomy_of(vault))
    assert read_invite(desk.invite()).taxonomy_sha256 == OURS.sha256
    device.send(world.store, 5, 20)
    desk.pull(world.store)
    assert desk.exports() == []
    assert "another version of the codebook" in desk.inbox()[0].reason


def test_what_came_in_was_counted_under_the_codebook_in_use(world):
    device = world.join("laptop-1")
    device.send(world.store, 5, 20)
    world.desk.pull(world.store)
    assert len(world.desk.exports()) == 1
    with pytest.raises(RefusedError, match="Exports have come in"):
        world.desk.adopt_codebook(OURS)
    assert taxonomy_of(world.desk._vault) == SHIPPED
    world.desk.adopt_codebook(SHIPPED)


def test_a_codebook_that_may_not_follow_or_does_not_fit_the_policy_is_refused(world):
    removed = with_version(without_factor(SHIPPED, DMV), "1.1.0")
    other_bands = with_version(rebuilt(SHIPPED, attributes=SHIPPED.attributes[:1], implications=()), "1.1.0")
    for new, words in ((removed, "removed instead of retired"), (other_bands, "do not agree")):
        assert any(words in reason for reason in world.desk.codebook_refusals(new)), words
        with pytest.raises(RefusedError):
            world.desk.adopt_codebook(new)


def test_on_screen_too(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    create_vault(folder, role=VaultRole.COORDINATOR, passphrase=Passphrase("a long enough phrase"), kdf_id=1)[
        0
    ].close()
    write_folder(OURS, tmp_path / "ours")

    async def adopt() -> None:
        app = FieldnotesApp(folder)
        async with app.run_test(size=(80, 24)) as pilot:
            app.unlocked(Session.open(folder, "a long enough phrase"))
            app.open_page(CodebookPage())
            await pilot.pause()
            await pilot.press("m")
            app.screen.query_one(Input).value = str(tmp_path / "ours")
            await pilot.press("enter")
            app.screen.query_one(Input).value = "use it"
            await pilot.press("enter")
            while app.page is None or app.page.busy:
                await pilot.pause(0.05)
            await pilot.pause()
            assert "version 1.1.0" in str(app.page.query_one("#version", Static).render())
            assert app.opened.coordination.codebook_refusals(OURS) == ()
            app.opened.close()

    asyncio.run(adopt())

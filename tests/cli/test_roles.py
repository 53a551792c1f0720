"""What a role does not allow ends a command with 4, and nothing is written, neither here nor there."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_desk.db import vault
from referral_desk.domain.access import Role
from referral_desk.domain.users import UserDraft
from referral_desk.services import users
from referral_desk.services.centre import open_with_key
from tests.cli.conftest import CHEAP, CLIENTS, PASSWORD, Desk

OTHER_PASSWORD = "べつのみほんの長い合言葉。"
READING = (
    ("list", "clients", "--format", "json"),
    ("list", "referrals", "--format", "json"),
    ("list", "follow-ups", "--format", "json"),
    ("show", "client", "00012", "--format", "json"),
    ("show", "institution", "見本クリニック", "--format", "json"),
    ("tally", "2026-10"),
    ("tally", "2026-10", "--format", "json"),
    ("check",),
)
WORKING = (
    ("refer", "00012", "見本クリニック", "--date", "2026-11-24", "--channel", "letter", "--consent", "oral"),
    ("letter", "2026-00001", "--out", "OUT"),
    ("card", "2026-00001", "--out", "OUT"),
    ("summary", "00012", "--out", "OUT"),
    ("letters", "--month", "2026-11", "--out", "OUT"),
    *(("tally", "2026-10", "--format", form, "--out", "OUT") for form in ("text", "json", "csv", "xlsx", "pdf")),
)
LEADING = (
    ("import", "clients", "LEDGER"),
    ("import", "clients", "LEDGER", "--dry-run"),
    ("export", "clients", "--format", "csv", "--out", "OUT"),
    ("export", "referrals", "--format", "json", "--out", "OUT"),
    ("export", "client", "00012", "--format", "json", "--out", "OUT"),
    ("export", "client", "00012", "--format", "pdf", "--out", "OUT"),
    ("audit",),
)
ADMINISTERING = (("generate", "--clients", "1", "--referrals", "0", "--contacts", "0", "--seed", "1"),)
ALLOWED = {Role.READ_ONLY: READING, Role.STAFF: READING + WORKING, Role.MANAGER: READING + WORKING + LEADING}
EVERYTHING = READING + WORKING + LEADING + ADMINISTERING


@pytest.fixture
def other(desk: Desk, tmp_path: Path) -> Path:
    """The password file of a second user, whom a role is still to be given."""
    key = vault.unlock(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    centre = open_with_key(desk.folder, "mihon", key)
    users.add_user(centre, UserDraft(login="other", role=Role.MANAGER, name="例田 久美子"), OTHER_PASSWORD, cost=CHEAP)
    centre.close()
    path = tmp_path / "other-password"
    path.write_text(OTHER_PASSWORD, encoding="utf-8")
    assert desk("--user", "mihon", *WORKING[0]).status == 0
    return path


@pytest.mark.parametrize("role", ALLOWED)
def test_a_command_that_the_role_does_not_allow_ends_with_4_and_writes_nothing(
    desk: Desk, other: Path, tmp_path: Path, role: Role
) -> None:
    key = vault.unlock(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    centre = open_with_key(desk.folder, "mihon", key)
    if role is not Role.MANAGER:
        users.change_role(centre, "other", role)
    centre.close()
    (tmp_path / "ledger.csv").write_text(CLIENTS.replace("0001", "0091").replace("00020", "00920"), encoding="utf-8")
    as_other = ("--data", desk.folder, "--user", "other", "--password-file", other, "--lang", "en")
    for number, words in enumerate(EVERYTHING):
        out = tmp_path / f"out-{number}"
        command = [str(out) if each == "OUT" else each for each in words]
        command = [str(tmp_path / "ledger.csv") if each == "LEDGER" else each for each in command]
        said = desk.call(*as_other, *command)
        if words in ALLOWED[role]:
            assert said.status in (0, 3), (words, said.err)
        else:
            assert said.status == 4, (words, said)
            assert "Your role does not allow this." in said.err
            assert said.out == ""
            assert not out.exists() or not any(out.iterdir())

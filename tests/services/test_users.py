"""Who may open the centre: coming, changing, going, and what is left where that is interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from referral_desk.db import vault
from referral_desk.db.errors import MustWait, StorageFull, WrongPassword
from referral_desk.domain.access import Action, Happening, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.centre import StaffMember
from referral_desk.domain.errors import NotAllowed, NotFound, NotPossible, Rejected
from referral_desk.domain.messages import message
from referral_desk.domain.users import UserDraft, UserState
from referral_desk.services import audit, clients, followups, referrals, restrictions, users
from referral_desk.services.centre import Centre, open_centre, save_settings
from tests.making import CHEAP, LOGIN, PASSWORD, NewCentre, add_client

OTHER = "ichiro"
OTHER_PASSWORD = "べつのみほんの長い合言葉。"
NEW_PASSWORD = "あたらしいみほんの合言葉。"


def add(centre: Centre, login: str = OTHER, role: Role = Role.STAFF, name: str = "例田 一朗") -> users.User:
    draft = UserDraft(login=login, role=role, name=name, job_title="精神保健福祉士")
    return users.add_user(centre, draft, OTHER_PASSWORD, cost=CHEAP).record


def log_in(centre: Centre, login: str = OTHER, password: str = OTHER_PASSWORD) -> Centre:
    return open_centre(centre.folder, login, password, minimum=CHEAP)


@pytest.fixture
def other(centre: Centre) -> users.User:
    return add(centre)


@pytest.fixture
def second(centre: Centre, other: users.User) -> Iterator[Centre]:
    """The centre as the other person has it open."""
    opened = log_in(centre)
    yield opened
    opened.close()


def trail(centre: Centre) -> list[tuple[str, str]]:
    with centre.read() as session:
        rows = session.execute(text("SELECT action, record FROM audit ORDER BY number"))
        return [(row.action, row.record) for row in rows if row.action != Action.LOG_IN]


def states(centre: Centre) -> dict[str, UserState]:
    return {user.login: user.state for user in users.users(centre)}


# Coming


def test_a_new_person_gets_a_login_a_role_and_a_place_in_the_staff_list(centre: Centre) -> None:
    added = add(centre, role=Role.MANAGER)
    assert (added.login, added.role, added.state, added.job_title) == (
        OTHER,
        Role.MANAGER,
        UserState.WORKING,
        "精神保健福祉士",
    )
    opened = log_in(centre)
    assert (opened.role, opened.staff_name) == (Role.MANAGER, "例田 一朗")
    opened.close()
    assert trail(centre)[-1] == (Action.ADD_USER, f"u-{added.staff_id}")
    assert [user.login for user in users.users(centre)] == [LOGIN, OTHER]


def test_somebody_in_the_staff_list_gets_a_login(centre: Centre) -> None:
    listed = (*centre.settings.staff, StaffMember(name="例田 二郎"))
    member = save_settings(centre, replace(centre.settings, staff=listed)).record.staff[1]
    added = users.add_user(
        centre, UserDraft(login="jiro", role=Role.READ_ONLY, staff_id=member.id), OTHER_PASSWORD, cost=CHEAP
    ).record
    assert (added.staff_id, added.name) == (member.id, "例田 二郎")
    assert [(each.name, each.login) for each in centre.settings.staff] == [
        ("見本 みどり", LOGIN),
        ("例田 二郎", "jiro"),
    ]
    with pytest.raises(NotPossible):
        users.add_user(centre, UserDraft(login="jiro2", staff_id=member.id), OTHER_PASSWORD, cost=CHEAP)


@pytest.mark.parametrize("login", [OTHER, "Ichiro", "ＩＣＨＩＲＯ", LOGIN])
def test_no_two_logins_are_alike(centre: Centre, other: users.User, login: str) -> None:
    with pytest.raises(Rejected) as refused:
        add(centre, login)
    assert [problem.field for problem in refused.value.problems] == ["login"]


def test_the_login_of_somebody_who_left_is_not_given_again(centre: Centre, other: users.User) -> None:
    users.remove_user(centre, OTHER)
    with pytest.raises(Rejected):
        add(centre)


@pytest.mark.parametrize(
    ("draft", "password", "field"),
    [
        (UserDraft(login="", name="例田 三郎"), OTHER_PASSWORD, "login"),
        (UserDraft(login="saburo", name=" "), OTHER_PASSWORD, "name"),
        (UserDraft(login="saburo", name="例田 三郎"), "short", "password"),
        (UserDraft(login="saburo", name="例田 三郎"), "aaaaaaaaaaaaaaaa", "password"),
        (UserDraft(login="saburo.reida1", name="例田 三郎"), "Saburo.Reida1", "password"),
    ],
)
def test_what_is_missing_or_too_easy_is_said_under_its_field_and_nothing_is_stored(
    centre: Centre, draft: UserDraft, password: str, field: str
) -> None:
    before = trail(centre)
    with pytest.raises(Rejected) as refused:
        users.add_user(centre, draft, password, cost=CHEAP)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert states(centre) == {LOGIN: UserState.WORKING}
    assert trail(centre) == before


# Roles


def test_a_role_is_changed_by_another_administrator(centre: Centre, second: Centre, other: users.User) -> None:
    users.change_role(centre, OTHER, Role.READ_ONLY)
    assert trail(centre)[-1] == (Action.CHANGE_ROLE, f"u-{other.staff_id}")
    with pytest.raises(NotAllowed):
        add_client(second)


LISTS: tuple[Callable[[Centre], object], ...] = (
    clients.rows,
    clients.count,
    lambda centre: clients.suggestions(centre, "見", limit=5),
    referrals.rows,
    referrals.count,
    lambda centre: referrals.open_at(centre, 1, 1),
    followups.desk,
    followups.rows,
)
"""What leaves no entry itself."""


def test_a_window_that_was_open_shows_no_list_any_more_when_the_login_is_gone(
    centre: Centre, second: Centre, other: users.User
) -> None:
    add_client(centre)
    assert second.role is Role.STAFF
    assert len(clients.rows(second)) == 1
    users.remove_user(centre, OTHER)
    before = len(trail(centre))
    for look in LISTS:
        with pytest.raises(NotAllowed):
            look(second)
    assert trail(centre)[before:] == [(Happening.REFUSED, "")], "noted once"


@pytest.mark.parametrize(
    "look", [lambda centre: audit.rows(centre, AuditFilter(), below=1_000), restrictions.restricted]
)
def test_a_window_that_was_open_reviews_and_lists_no_more_than_the_new_role_allows(
    centre: Centre, second: Centre, other: users.User, look: Callable[[Centre], object]
) -> None:
    users.change_role(centre, OTHER, Role.MANAGER)
    second.refresh()
    assert second.role is Role.MANAGER
    look(second)
    users.change_role(centre, OTHER, Role.STAFF)
    with pytest.raises(NotAllowed):
        look(second)


def test_nobody_changes_their_own_role_nor_takes_their_own_login_away(centre: Centre, other: users.User) -> None:
    users.change_role(centre, OTHER, Role.ADMINISTRATOR)
    for role in Role:
        with pytest.raises(NotPossible):
            users.change_role(centre, LOGIN, role)
    with pytest.raises(NotPossible):
        users.remove_user(centre, LOGIN)
    with pytest.raises(NotPossible):
        users.reset_password(centre, LOGIN, NEW_PASSWORD, cost=CHEAP)


def test_of_two_administrators_who_demote_each_other_one_stays(centre: Centre, second: Centre) -> None:
    users.change_role(centre, OTHER, Role.ADMINISTRATOR)
    second.refresh()
    assert second.role is Role.ADMINISTRATOR  # as both windows know it
    users.change_role(centre, OTHER, Role.STAFF)
    for step in (lambda: users.change_role(second, LOGIN, Role.STAFF), lambda: users.remove_user(second, LOGIN)):
        with pytest.raises(NotAllowed):
            step()
    assert centre.role is Role.ADMINISTRATOR


def test_settings_change_no_login_no_role_and_take_nobody_with_a_login_away(centre: Centre, other: users.User) -> None:
    first, second = centre.settings.staff
    for staff in (
        (first,),
        (replace(first, role=Role.STAFF), replace(second, role=Role.ADMINISTRATOR)),
        (replace(first, login="somebody"), replace(second, login=LOGIN)),
        (first, replace(second, login="", role=None)),
        (first, replace(second, active=False)),
        (first, second, StaffMember(name="例田 三郎", login="saburo", role=Role.ADMINISTRATOR)),
    ):
        save_settings(centre, replace(centre.settings, staff=staff))
        stored = {(each.login, each.role) for each in centre.settings.staff if each.login}
        assert stored == {(LOGIN, Role.ADMINISTRATOR), (OTHER, Role.STAFF)}
    assert states(centre) == {LOGIN: UserState.WORKING, OTHER: UserState.WORKING}


def test_a_window_that_is_open_reads_nothing_any_more_once_its_person_is_gone(centre: Centre, second: Centre) -> None:
    client = add_client(centre)
    assert clients.get(second, client.id).name == "見本 花子"
    users.remove_user(centre, OTHER)
    assert second.settings.staff[1].login == OTHER  # as this window still knows it
    with pytest.raises(NotAllowed):
        clients.get(second, client.id)
    assert second.role is None
    assert trail(centre)[-1] == (Happening.REFUSED, "")


# Passwords


def test_a_new_password_is_given_without_the_old_one(centre: Centre, other: users.User) -> None:
    users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP)
    with pytest.raises(WrongPassword):
        log_in(centre)
    log_in(centre, OTHER, NEW_PASSWORD).close()
    assert (Action.RESET_PASSWORD, f"u-{other.staff_id}") in trail(centre)


def test_ones_own_password_is_changed_with_the_old_one(second: Centre, other: users.User) -> None:
    users.change_password(second, OTHER_PASSWORD, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)
    with pytest.raises(WrongPassword):
        log_in(second)
    log_in(second, OTHER, NEW_PASSWORD).close()
    assert (Action.CHANGE_PASSWORD, f"u-{other.staff_id}") in trail(second)


def test_a_wrong_old_password_counts_as_a_wrong_one_at_the_login(second: Centre) -> None:
    for _time in range(4):
        with pytest.raises(WrongPassword):
            users.change_password(second, "wrong", NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)
    with pytest.raises(MustWait):
        users.change_password(second, OTHER_PASSWORD, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)
    with pytest.raises(MustWait):
        log_in(second)


def test_wrong_old_passwords_are_noted_with_the_change(second: Centre) -> None:
    with pytest.raises(WrongPassword):
        users.change_password(second, "wrong", NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)
    users.change_password(second, OTHER_PASSWORD, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP)
    assert [action for action, _record in trail(second)][-2:] == [Happening.FAILED_UNLOCK, Action.CHANGE_PASSWORD]


@pytest.mark.parametrize("new", ["short", OTHER_PASSWORD, "例田一朗例田一朗例田一朗例田一朗"])
def test_a_bad_new_password_leaves_the_old_one(second: Centre, new: str) -> None:
    with pytest.raises(Rejected) as refused:
        users.change_password(second, OTHER_PASSWORD, new, cost=CHEAP, minimum=CHEAP)
    assert [problem.field for problem in refused.value.problems] == ["password"]
    log_in(second).close()


def test_a_new_recovery_code_ends_the_old_one_when_it_is_confirmed_and_not_before(
    centre: Centre, new_folder: NewCentre
) -> None:
    code = users.draft_recovery_code(centre)
    old = vault.RecoveryCode.read(new_folder.recovery_code)
    assert vault.unlock_with_recovery(centre.folder, old, minimum=CHEAP) == centre.key
    assert users.renew_recovery_code(centre, code, cost=CHEAP) == code
    assert trail(centre)[-1] == (Action.RENEW_RECOVERY_CODE, "u-1")
    assert vault.unlock_with_recovery(centre.folder, vault.RecoveryCode.read(code), minimum=CHEAP) == centre.key
    with pytest.raises(WrongPassword):
        vault.unlock_with_recovery(centre.folder, vault.RecoveryCode.read(new_folder.recovery_code), minimum=CHEAP)


# Going


def test_who_leaves_opens_nothing_and_stays_in_the_records(centre: Centre, second: Centre, other: users.User) -> None:
    add_client(second)
    left = users.remove_user(centre, OTHER).record
    assert (left.state, left.name) == (UserState.LEFT, "例田 一朗")
    with pytest.raises(WrongPassword):
        log_in(centre)
    with pytest.raises(NotAllowed):
        add_client(second, name="例田 二郎")
    assert states(centre) == {LOGIN: UserState.WORKING, OTHER: UserState.LEFT}
    assert users.users(centre)[1].name == "例田 一朗"
    assert [each.login for each in centre.settings.staff] == [LOGIN]
    assert (Action.REMOVE_USER, f"u-{other.staff_id}") in trail(centre)
    with pytest.raises(NotPossible):
        users.remove_user(centre, OTHER)
    for step in (
        lambda: users.change_role(centre, OTHER, Role.STAFF),
        lambda: users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP),
    ):
        with pytest.raises(NotPossible):
            step()


def test_drafts_and_restrictions_let_go_of_who_leaves(centre: Centre, other: users.User) -> None:
    client = add_client(centre)
    with centre.sessions.write() as session:
        session.execute(text("INSERT INTO draft VALUES (:who, 'client', '', '…', '2026-11-24')"), {"who": OTHER})
        session.execute(text("INSERT INTO client_restriction VALUES (1, '2026-11-24', :who)"), {"who": LOGIN})
        session.execute(text("INSERT INTO client_reader VALUES (1, :who), (1, :me)"), {"who": OTHER, "me": LOGIN})
    assert client.id == 1
    users.remove_user(centre, OTHER)
    with centre.read() as session:
        assert session.scalars(text("SELECT login FROM draft")).all() == []
        assert session.scalars(text("SELECT login FROM client_reader")).all() == [LOGIN]


def test_an_unknown_login_is_said_to_be_one(centre: Centre) -> None:
    for step in (
        lambda: users.remove_user(centre, "nobody"),
        lambda: users.change_role(centre, "nobody", Role.STAFF),
        lambda: users.reset_password(centre, "nobody", NEW_PASSWORD, cost=CHEAP),
    ):
        with pytest.raises(NotFound):
            step()


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.STAFF, Role.MANAGER])
def test_only_administrators_decide_who_comes_and_goes(centre: Centre, role: Role) -> None:
    add(centre, role=role)
    add(centre, "saburo", name="例田 三郎")
    opened = log_in(centre)
    for step in (
        lambda: add(opened, "jiro"),
        lambda: users.change_role(opened, "saburo", Role.READ_ONLY),
        lambda: users.reset_password(opened, "saburo", NEW_PASSWORD, cost=CHEAP),
        lambda: users.remove_user(opened, "saburo"),
        lambda: users.renew_recovery_code(opened, cost=CHEAP),
    ):
        before = trail(centre)
        with pytest.raises(NotAllowed):
            step()
        assert trail(centre) == [*before, (Happening.REFUSED, "")]
    opened.close()
    log_in(centre, "saburo").close()


# Interrupted between the database and the slots


def interrupted(monkeypatch: pytest.MonkeyPatch, name: str, step: Callable[[], object]) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise StorageFull(message("Full."))

    with monkeypatch.context() as patch:
        patch.setattr(vault, name, fail)
        with pytest.raises(StorageFull):
            step()


def test_adding_that_was_interrupted_opens_nothing_and_is_mended_by_adding_again(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(monkeypatch, "set_password", lambda: add(centre))
    assert states(centre)[OTHER] is UserState.NO_PASSWORD
    with pytest.raises(WrongPassword):
        log_in(centre)
    add(centre, role=Role.MANAGER)
    assert states(centre) == {LOGIN: UserState.WORKING, OTHER: UserState.WORKING}
    opened = log_in(centre)
    assert (opened.role, len(opened.settings.staff)) == (Role.MANAGER, 2)
    opened.close()


def test_a_first_password_mends_adding_too(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, "set_password", lambda: add(centre))
    users.reset_password(centre, OTHER, OTHER_PASSWORD, cost=CHEAP)
    log_in(centre).close()


def test_taking_away_that_was_interrupted_opens_nothing_and_is_mended_by_doing_it_again(
    centre: Centre, other: users.User, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(monkeypatch, "remove_user", lambda: users.remove_user(centre, OTHER))
    assert states(centre)[OTHER] is UserState.UNKNOWN
    with pytest.raises(NotAllowed):
        log_in(centre)
    with pytest.raises(Rejected):
        add(centre)
    users.remove_user(centre, OTHER)
    assert states(centre)[OTHER] is UserState.LEFT
    with pytest.raises(WrongPassword):
        log_in(centre)


def test_a_slot_of_nobody_opens_nothing_and_can_be_taken_away_or_given(centre: Centre) -> None:
    vault.add_user(centre.folder, centre.key, OTHER, PASSWORD, cost=CHEAP)
    assert users.users(centre)[-1] == users.User(login=OTHER, state=UserState.UNKNOWN)
    with pytest.raises(NotAllowed):
        log_in(centre, OTHER, PASSWORD)
    users.remove_user(centre, OTHER)
    assert states(centre) == {LOGIN: UserState.WORKING}
    vault.add_user(centre.folder, centre.key, OTHER, PASSWORD, cost=CHEAP)
    add(centre)
    with pytest.raises(WrongPassword):
        log_in(centre, OTHER, PASSWORD)
    log_in(centre).close()


def test_a_password_that_could_not_be_stored_leaves_the_old_one(
    centre: Centre, second: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(monkeypatch, "set_password", lambda: users.reset_password(centre, OTHER, NEW_PASSWORD, cost=CHEAP))
    interrupted(
        monkeypatch,
        "set_password",
        lambda: users.change_password(second, OTHER_PASSWORD, NEW_PASSWORD, cost=CHEAP, minimum=CHEAP),
    )
    with pytest.raises(WrongPassword):
        log_in(centre, OTHER, NEW_PASSWORD)
    log_in(centre).close()

"""Restricted clients: seen by those who are named, and found nowhere by anybody else; figures still count them."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import referral_desk.services
from referral_desk.domain.access import Action, Happening, Role
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotAllowed, NotPossible, Rejected
from referral_desk.domain.restriction import Restriction
from referral_desk.services import audit, clients, engagements, restrictions, tallies, users
from referral_desk.services.centre import Centre
from referral_desk.services.exports import one_record
from tests.making import LOGIN, TODAY, add_client
from tests.services.restricted import (
    MARKERS,
    MONTH,
    NAMED,
    OUTSIDE,
    READING,
    SILENT,
    WITHOUT_CLIENTS,
    WRITING,
    Stage,
    said,
    staged,
)


@pytest.fixture
def stage(centre: Centre, tmp_path: Path) -> Iterator[Stage]:
    with staged(centre, tmp_path) as made:
        yield made


def services_of_a_centre() -> set[str]:
    found = set()
    for module in pkgutil.walk_packages(referral_desk.services.__path__, "referral_desk.services."):
        content = importlib.import_module(module.name)
        for name, function in inspect.getmembers(content, inspect.isfunction):
            if function.__module__ != module.name or name.startswith("_"):
                continue
            if any("Centre" in str(each.annotation) for each in inspect.signature(function).parameters.values()):
                found.add(f"{module.name.removeprefix('referral_desk.services.')}.{name}")
    return found


def test_every_service_is_on_one_of_these_lists() -> None:
    listed = {*READING, *WRITING, *WITHOUT_CLIENTS}
    assert {name for name in services_of_a_centre() if not {name, name.partition(".")[0]} & listed} == set()
    assert {*READING, *WRITING} <= services_of_a_centre()


def marks(value: object) -> set[str]:
    return {marker for marker in MARKERS if marker in said(value)}


@pytest.mark.parametrize("name", READING)
def test_who_is_not_named_finds_nothing_of_a_restricted_client(stage: Stage, name: str) -> None:
    try:
        given = READING[name](stage.outside, stage)
    except NotAllowed as refusal:
        given = [refusal, refusal.client_id == stage.client]
    assert marks(given) == set()
    assert said(given)[-5:] != "False"


@pytest.mark.parametrize("name", READING)
def test_who_is_named_finds_her_in_the_same_places(stage: Stage, name: str) -> None:
    given = READING[name](stage.named, stage)
    assert bool(marks(given)) is (name not in SILENT)


@pytest.mark.parametrize("name", WRITING)
def test_who_is_not_named_changes_nothing_of_a_restricted_client(stage: Stage, name: str) -> None:
    before = json.dumps(one_record.client_with_all(stage.named, stage.client, "ja"), ensure_ascii=False, default=str)
    with pytest.raises(NotAllowed):
        WRITING[name](stage.outside, stage)
    after = json.dumps(one_record.client_with_all(stage.named, stage.client, "ja"), ensure_ascii=False, default=str)
    assert after == before
    WRITING[name](stage.named, stage)


def test_who_is_not_named_takes_no_mark_of_a_restricted_client_over_to_another(stage: Stage) -> None:
    other = add_client(stage.outside, name="例田 二郎", kana="レイタ ジロウ")
    with pytest.raises(NotAllowed):
        engagements.mark(
            stage.outside, EngagementDraft(client_id=other.id, kind="other"), engagement_id=stage.engagement
        )
    assert stage.engagement in [each.id for each in engagements.of_client(stage.named, stage.client)]
    assert engagements.of_client(stage.named, other.id) == ()


def test_figures_count_restricted_clients_for_everyone(stage: Stage) -> None:
    seen, counted = tallies.tally(stage.named, MONTH), tallies.tally(stage.outside, MONTH)
    assert counted == seen
    assert (counted.contacts, counted.persons, counted.handoffs.referrals, counted.clients) == (2, 2, 3, 2)
    assert tallies.warm_rates(stage.outside, TODAY.year, TODAY.month) == tallies.warm_rates(
        stage.named, TODAY.year, TODAY.month
    )


def test_that_somebody_asked_for_a_restricted_record_is_noted(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        clients.page(stage.outside, stage.client)
    newest = audit.rows(stage.named, AuditFilter(client_id=stage.client, actions=(Happening.REFUSED,))).rows[0]
    assert (newest.login, newest.client_id) == (OUTSIDE, stage.client)


# Who is named


def test_a_manager_who_is_not_named_changes_who_is_by_number_alone(stage: Stage) -> None:
    number = clients.get(stage.named, stage.client).number
    assert restrictions.restricted(stage.outside) == (Restriction(stage.client, number, (NAMED,)),)
    changed = restrictions.restrict(stage.outside, stage.client, [OUTSIDE, LOGIN, OUTSIDE])
    assert changed.record == Restriction(stage.client, number, (OUTSIDE, LOGIN))
    assert clients.get(stage.outside, stage.client).name == "秘印 某"
    with pytest.raises(NotAllowed):
        clients.get(stage.named, stage.client)
    entry = audit.rows(stage.outside, AuditFilter(actions=(Action.RESTRICT_CLIENT,))).rows[0]
    assert (entry.login, entry.client_id) == (OUTSIDE, stage.client)
    assert dict(entry.detail) == {"named": [1, 3], "before": [2]}


def test_lifting_lets_everyone_see_her_again(stage: Stage) -> None:
    restrictions.lift(stage.outside, stage.client)
    assert marks(clients.page(stage.outside, stage.client))
    assert restrictions.who_may_see(stage.outside, stage.client) is None
    assert restrictions.restricted(stage.outside) == ()
    entry = audit.rows(stage.outside, AuditFilter(actions=(Action.RESTRICT_CLIENT,))).rows[0]
    assert dict(entry.detail) == {"named": [], "before": [2]}
    with pytest.raises(NotPossible):
        restrictions.lift(stage.outside, stage.client)


@pytest.mark.parametrize("logins", [(), ("nobody",), (NAMED, "nobody")])
def test_at_least_one_who_works_here_is_named(stage: Stage, logins: tuple[str, ...]) -> None:
    with pytest.raises(Rejected):
        restrictions.restrict(stage.outside, stage.client, logins)
    assert restrictions.who_may_see(stage.named, stage.client) == (NAMED,)


def test_who_has_left_is_not_named(centre: Centre, stage: Stage) -> None:
    users.remove_user(centre, NAMED)
    assert restrictions.restricted(stage.outside)[0].logins == ()
    with pytest.raises(Rejected):
        restrictions.restrict(stage.outside, stage.client, [NAMED])
    restrictions.restrict(stage.outside, stage.client, [OUTSIDE])


@pytest.mark.parametrize("role", [Role.STAFF, Role.READ_ONLY])
def test_who_does_not_lead_neither_restricts_nor_lists(centre: Centre, stage: Stage, role: Role) -> None:
    users.change_role(centre, OUTSIDE, role)
    stage.outside.refresh()
    for step in (
        lambda: restrictions.restrict(stage.outside, stage.client, [OUTSIDE]),
        lambda: restrictions.lift(stage.outside, stage.client),
        lambda: restrictions.restricted(stage.outside),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert restrictions.who_may_see(stage.named, stage.client) == (NAMED,)

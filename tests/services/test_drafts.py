"""Forms in work are kept for one person, come back newest first, and go with the save that finishes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from referral_desk.db import audit
from referral_desk.db.queries import restrictions
from referral_desk.domain.audit import AuditFilter
from referral_desk.domain.drafts import KEPT_FOR, Draft
from referral_desk.domain.errors import Rejected
from referral_desk.services import audit as trail
from referral_desk.services import clients, drafts
from referral_desk.services.centre import Centre, finishing
from tests.making import add_client, add_institution, add_referral, client_draft

NOW = datetime(2026, 11, 24, 1, 32, tzinfo=UTC)


class Clock:
    """The PC's clock, which moves only when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(centre: Centre) -> Clock:
    centre.clock = Clock()
    return centre.clock


def kept(centre: Centre) -> list[tuple[str, str]]:
    return [(draft.form, draft.about) for draft in drafts.of_person(centre)]


def restrict(centre: Centre, client_id: int, *logins: str) -> None:
    with centre.sessions.write() as session:
        restrictions.restrict(session, client_id, logins, NOW, centre.login)


def test_what_is_kept_comes_back_with_its_time_and_the_newest_first(centre: Centre, clock: Clock) -> None:
    client = add_client(centre, number="00012")
    drafts.keep(centre, "client", "~a", "一")
    clock.now += timedelta(minutes=1)
    drafts.keep(centre, "contact", f"c-{client.id}~b", "二")
    assert drafts.of_person(centre) == (
        Draft("contact", f"c-{client.id}~b", "二", NOW + timedelta(minutes=1), "00012"),
        Draft("client", "~a", "一", NOW, ""),
    )


def test_what_is_kept_again_replaces_what_was_there_and_the_same_words_keep_their_time(
    centre: Centre, clock: Clock
) -> None:
    drafts.keep(centre, "client", "~a", "一")
    clock.now += timedelta(minutes=1)
    drafts.keep(centre, "client", "~a", "一")
    assert [draft.saved_at for draft in drafts.of_person(centre)] == [NOW]
    drafts.keep(centre, "client", "~a", "二")
    assert [(draft.content, draft.saved_at) for draft in drafts.of_person(centre)] == [
        ("二", NOW + timedelta(minutes=1))
    ]


def test_two_forms_about_one_record_are_kept_beside_each_other(centre: Centre) -> None:
    client = add_client(centre)
    for mark in ("a", "b"):
        drafts.keep(centre, "contact", f"c-{client.id}~{mark}", mark)
    assert len(kept(centre)) == 2


def test_a_draft_is_named_by_the_number_of_its_record_or_the_name_of_an_institution(centre: Centre) -> None:
    client, office = add_client(centre, number="00012"), add_institution(centre, name="架空市福祉事務所")
    referral = add_referral(centre, client.id, office.id)
    for about in (f"c-{client.id}", f"r-{referral.id}", f"i-{office.id}", ""):
        drafts.keep(centre, "form", about, about)
    assert {draft.about: draft.named for draft in drafts.of_person(centre)} == {
        f"c-{client.id}": "00012",
        f"r-{referral.id}": referral.number,
        f"i-{office.id}": "架空市福祉事務所",
        "": "",
    }


def test_nobody_gets_what_somebody_else_was_typing(centre: Centre) -> None:
    drafts.keep(centre, "client", "~a", "一")
    centre.login = "somebody"
    assert kept(centre) == []
    drafts.forget(centre, "client", "~a")
    centre.login = "midori"
    assert kept(centre) == [("client", "~a")]


def test_what_nobody_came_back_to_for_thirty_days_is_thrown_away(centre: Centre, clock: Clock) -> None:
    drafts.keep(centre, "client", "~a", "一")
    clock.now += KEPT_FOR
    assert kept(centre) == [("client", "~a")]
    clock.now += timedelta(seconds=1)
    assert kept(centre) == []
    clock.now = NOW
    assert kept(centre) == []


def test_a_draft_about_a_client_that_one_may_no_longer_see_is_thrown_away(centre: Centre) -> None:
    client, other = add_client(centre), add_client(centre, name="例田 一朗")
    office = add_institution(centre)
    referral = add_referral(centre, client.id, office.id)
    for about in (f"c-{client.id}~a", f"r-{referral.id}~b", f"c-{other.id}~c"):
        drafts.keep(centre, "contact", about, "一")
    restrict(centre, client.id, "somebody")
    assert kept(centre) == [("contact", f"c-{other.id}~c")]
    restrict(centre, client.id, "midori")
    assert kept(centre) == [("contact", f"c-{other.id}~c")]


def test_a_draft_about_a_restricted_client_stays_with_those_who_are_named(centre: Centre) -> None:
    client = add_client(centre)
    drafts.keep(centre, "contact", f"c-{client.id}~a", "一")
    restrict(centre, client.id, "midori")
    assert kept(centre) == [("contact", f"c-{client.id}~a")]


def test_keeping_leaves_no_entry_in_the_audit_trail_and_asks_for_no_role(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Centre, "role", None)
    before = trail.head(centre)
    drafts.keep(centre, "client", "~a", "一")
    assert kept(centre) == [("client", "~a")]
    drafts.forget(centre, "client", "~a")
    assert trail.head(centre) == before


def test_several_are_kept_and_forgotten_in_one_transaction(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts.keep(centre, "client", "~a", "一")

    class Broken(Exception):
        pass

    def fail(*_arguments: object) -> None:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr("referral_desk.services.drafts.drafts.keep", fail)
        with pytest.raises(Broken):
            drafts.keep_all(centre, [("client", "~b", "二")], [("client", "~a")])
    assert kept(centre) == [("client", "~a")]
    drafts.keep_all(centre, [("client", "~b", "二")], [("client", "~a")])
    assert kept(centre) == [("client", "~b")]


# --- with the save --------------------------------------------------------------------------------------------------


def test_the_save_that_finishes_a_form_takes_its_draft_along_and_no_other(centre: Centre) -> None:
    drafts.keep(centre, "client", "~a", "一")
    drafts.keep(centre, "client", "~b", "二")
    with finishing("client", "~a"):
        clients.save(centre, client_draft())
    assert kept(centre) == [("client", "~b")]
    clients.save(centre, client_draft(name="例田 一朗"))
    assert kept(centre) == [("client", "~b")]


def test_where_the_save_fails_before_it_is_committed_the_draft_is_there_and_the_record_is_not(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.keep(centre, "client", "~a", "一")

    class PowerCut(BaseException):
        pass

    def cut(*_arguments: object, **_more: object) -> None:
        raise PowerCut

    monkeypatch.setattr(audit, "append", cut)  # the last that a save does before its commit
    with pytest.raises(PowerCut), finishing("client", "~a"):
        clients.save(centre, client_draft())
    monkeypatch.undo()
    assert clients.count(centre) == 0
    assert kept(centre) == [("client", "~a")]


def test_where_the_rules_refuse_the_save_the_draft_stays(centre: Centre) -> None:
    add_client(centre, number="00012")
    drafts.keep(centre, "client", "~a", "一")
    with pytest.raises(Rejected), finishing("client", "~a"):
        clients.save(centre, client_draft(number="00012"))
    assert kept(centre) == [("client", "~a")]


def test_the_save_is_noted_as_ever(centre: Centre) -> None:
    drafts.keep(centre, "client", "~a", "一")
    with finishing("client", "~a"):
        stored = clients.save(centre, client_draft()).record
    assert [row.action for row in trail.rows(centre, AuditFilter(client_id=stored.id)).rows][-1:] == ["save_client"]

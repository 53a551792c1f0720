"""Forms in work as text and back: nothing that was typed is lost, and what is no kept form says so."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_desk.domain.centre import CentreSettings, StaffMember
from referral_desk.domain.client import ClientDraft
from referral_desk.domain.codes import PublicAssistance, Sex
from referral_desk.domain.drafts import Draft, InWork, about_form, mark_of, read_draft, write_draft
from referral_desk.domain.institution import InstitutionDraft
from referral_desk.domain.schedule import MeetingTime

CLIENT = ClientDraft(
    name="見本 花子",
    kana="ミホン",
    birth=date(1985, 4, 12),
    sex=Sex.FEMALE,
    may_call=False,
    public_assistance=PublicAssistance.RECEIVING,
    note="一行目\n二行目",
)
GROUP = InstitutionDraft(
    name="架空断酒会",
    kind="self_help_group",
    schedule=(MeetingTime((1,), (), time(19, 0), time(21, 0)), MeetingTime((5,), (2, 4), time(13, 30), None)),
    verified_on=date(2026, 11, 1),
)


@dataclass(frozen=True)
class Every:
    """One of each kind of value."""

    moment: datetime
    share: float
    count: int
    yes: bool
    pair: tuple[int, str]
    nothing: str | None = None


def test_what_was_typed_comes_back_with_what_is_no_value_yet() -> None:
    work = InWork(CLIENT, (("birth", "S60.13"),), ClientDraft())
    assert read_draft(ClientDraft, write_draft(work)) == work


def test_times_tuples_and_records_inside_come_back() -> None:
    staff = StaffMember(id=1, name="見本 みどり", login="midori")
    assert read_draft(InstitutionDraft, write_draft(InWork(GROUP))).draft == GROUP
    settings = CentreSettings(name="架空市保健所", staff=(staff, StaffMember(name="例田 一朗")))
    assert read_draft(CentreSettings, write_draft(InWork(settings))).draft == settings
    every = Every(datetime(2026, 11, 24, 10, 32, tzinfo=UTC), 0.5, 3, True, (1, "一"))
    assert read_draft(Every, write_draft(InWork(every))).draft == every


@pytest.mark.parametrize("text", ["", "\x00", "\ud842", "𠮷", "{}", "\\", "\r\n\u2028"])
def test_any_text_comes_back(text: str) -> None:
    draft = replace(CLIENT, note=text)
    assert read_draft(ClientDraft, write_draft(InWork(draft))).draft == draft


def test_a_field_that_this_version_does_not_know_is_left_out_and_a_new_one_takes_its_default() -> None:
    kept = json.loads(write_draft(InWork(CLIENT)))
    kept["draft"]["shoe_size"] = 25
    del kept["draft"]["may_call"]
    assert read_draft(ClientDraft, json.dumps(kept)).draft == replace(CLIENT, may_call=None)


def changed(**values: object) -> str:
    kept = json.loads(write_draft(InWork(CLIENT)))
    kept["draft"] |= values
    return json.dumps(kept)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "見本",
        "[]",
        "null",
        "{}",
        '{"draft": null}',
        '{"draft": []}',
        '{"draft": {}, "unread": [["birth"]]}',
        '{"draft": {}, "unread": "birth"}',
        '{"draft": {}, "first": 3}',
        "[" * 100_000,
        changed(birth="昨日"),
        changed(birth=19850412),
        changed(sex="unknown to us"),
        changed(name=None),
        changed(anonymous=1),
        changed(birth_exact="true"),
    ],
)
def test_what_is_no_kept_form_raises_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which one it is matters to nobody
        read_draft(ClientDraft, text)


def test_a_record_without_what_it_cannot_be_without_raises_value_error() -> None:
    with pytest.raises(ValueError, match="without name"):
        read_draft(CentreSettings, '{"draft": {}}')


def test_rules_that_a_record_keeps_itself_hold_for_what_is_read() -> None:
    kept = json.loads(write_draft(InWork(GROUP)))
    kept["draft"]["schedule"][0]["weekdays"] = [9]
    with pytest.raises(ValueError, match="no such days"):
        read_draft(InstitutionDraft, json.dumps(kept))


def test_a_value_that_no_form_holds_is_a_defect() -> None:
    with pytest.raises(TypeError):
        write_draft(InWork(replace(CLIENT, note=object())))  # type: ignore[arg-type]


@given(st.text())
def test_no_text_does_anything_but_come_back_or_raise_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - Hypothesis will not write a kept client by chance
        read_draft(CentreSettings, text)


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        ("c-57~a1b2", ("c", 57)),
        ("r-12~a1b2", ("r", 12)),
        ("i-3", ("i", 3)),
        ("~a1b2", None),
        ("", None),
        ("c-~a1", None),
        ("c-x~a1", None),
        ("c-٣~a1", None),
    ],
)
def test_a_draft_says_whose_record_it_is_about(about: str, subject: tuple[str, int] | None) -> None:
    assert Draft("client", about, "", datetime.now(UTC)).subject == subject


def test_two_forms_about_one_record_are_called_differently() -> None:
    assert about_form("c-57", "a") != about_form("c-57", "b")
    assert mark_of(about_form("c-57", "a")) == "a"

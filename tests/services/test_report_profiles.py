"""The centre's own report forms: copied, changed, removed, chosen, carried from one centre to another."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from referral_desk.domain.access import Role
from referral_desk.domain.errors import NotAllowed, NotFound, NotReadable, Rejected
from referral_desk.domain.report_form import Words
from referral_desk.services import report_profiles
from referral_desk.services.centre import Centre, save_settings
from referral_desk.services.report_profiles import KnownProfile


def own(centre: Centre, name: str = "架空市の月報") -> KnownProfile:
    return report_profiles.copy(centre, "monthly", name).record


def changed(centre: Centre, known: KnownProfile, **changes: object) -> KnownProfile:
    assert known.id is not None
    assert known.version is not None
    draft = replace(known.profile, **changes)  # type: ignore[arg-type]
    return report_profiles.save(centre, draft, profile_id=known.id, version=known.version).record


def test_a_copy_is_as_its_original_but_for_name_and_code(centre: Centre) -> None:
    made = own(centre)
    original = report_profiles.profile(centre, "monthly").profile
    assert made.profile == replace(original, id="own_1", name=Words("架空市の月報"))
    assert [each.profile.id for each in report_profiles.profiles(centre)][:2] == ["own_1", "community_12"]


def test_what_was_changed_is_read_back(centre: Centre) -> None:
    made = own(centre)
    stored = changed(centre, made, rows=made.profile.rows[1:], id="something else")
    assert stored.profile.id == "own_1"
    assert report_profiles.profile(centre, "own_1") == stored
    assert len(stored.profile.rows) == 11


def test_a_form_that_cannot_be_filled_is_not_stored(centre: Centre) -> None:
    made = own(centre)
    with pytest.raises(Rejected) as refused:
        changed(centre, made, rows=())
    assert [problem.field for problem in refused.value.problems] == ["rows"]
    assert report_profiles.profile(centre, "own_1") == made


@pytest.mark.parametrize("name", ["架空市の月報", "精神保健福祉相談 月報(新規・構成比つき)", "", "あ" * 4000])
def test_a_form_needs_a_name_of_its_own(centre: Centre, name: str) -> None:
    own(centre)
    with pytest.raises(Rejected) as refused:
        own(centre, name)
    assert {problem.field for problem in refused.value.problems} == {"name"}


def test_a_stale_copy_writes_over_nobodys_work(centre: Centre) -> None:
    made = own(centre)
    changed(centre, made, name=Words("先の変更"))
    with pytest.raises(Rejected):
        changed(centre, made, name=Words("後の変更"))
    assert report_profiles.profile(centre, "own_1").profile.name.ja == "先の変更"


def test_shipped_forms_can_be_neither_changed_nor_removed(centre: Centre) -> None:
    assert not report_profiles.profile(centre, "community_12").own
    with pytest.raises(NotFound):
        report_profiles.remove(centre, 1)


def test_removing_the_form_that_is_shown_first_leaves_the_shipped_one(centre: Centre) -> None:
    made = own(centre)
    report_profiles.show_first(centre, "own_1")

    def first() -> str:
        return report_profiles.first_of(centre, report_profiles.profiles(centre), 2026).profile.id

    assert first() == "own_1"
    assert made.id is not None
    removed = report_profiles.remove(centre, made.id).record
    assert first() == "community_12"
    assert report_profiles.add(centre, removed.profile).record.profile == removed.profile


def test_the_first_form_of_an_earlier_year_is_one_that_was_asked_for_then(centre: Centre) -> None:
    known = report_profiles.profiles(centre)
    assert report_profiles.first_of(centre, known, 2019).profile.id == "community_11"


def test_changing_the_centres_particulars_keeps_the_chosen_form(centre: Centre) -> None:
    report_profiles.show_first(centre, "community_11")
    save_settings(centre, replace(centre.settings, quiet_days=40))
    assert centre.settings.report_form == "community_11"


def test_a_form_that_is_not_there_cannot_be_chosen(centre: Centre) -> None:
    with pytest.raises(NotFound):
        report_profiles.show_first(centre, "own_9")


def test_staff_may_use_forms_but_not_change_them(centre: Centre) -> None:
    made = own(centre)
    as_role(centre, Role.STAFF)
    assert report_profiles.profile(centre, "own_1") == made
    with pytest.raises(NotAllowed):
        own(centre, "別の様式")
    with pytest.raises(NotAllowed):
        changed(centre, made, name=Words("別の名前"))


def as_role(centre: Centre, role: Role) -> None:
    """Let the person who works have another role."""
    from referral_desk.db.models import StaffTable

    with centre.sessions.write() as session:
        session.query(StaffTable).update({StaffTable.role: role})
    centre.refresh()


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_form_travels_as_a_file(centre: Centre) -> None:
    made = own(centre)
    read = report_profiles.from_file(report_profiles.as_file(made.profile), centre.codes)
    assert read == made.profile
    with pytest.raises(Rejected):
        report_profiles.add(centre, read)  # its name is taken here
    assert report_profiles.add(centre, replace(read, name=Words("他市の月報"))).record.profile.id == "own_2"


def file_with(centre: Centre, **changes: object) -> bytes:
    content = json.loads(report_profiles.as_file(report_profiles.profile(centre, "monthly").profile))
    for key, value in changes.items():
        (content if key in content else content["profile"])[key] = value
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b'{"format": "something"}',
        b"[" * 200_000,
        b'{"format": "referral-desk-report-form", "version": 1, "profile": ' + b"[" * 200_000,
        b'{"format": "referral-desk-report-form", "version": 1, "profile": null}',
        b" " * 1_000_001,
    ],
    ids=["empty", "no text", "a list", "another file", "deep", "deep inside", "nothing inside", "too large"],
)
def test_a_file_that_is_no_form_is_refused(centre: Centre, content: bytes) -> None:
    with pytest.raises(NotReadable):
        report_profiles.from_file(content, centre.codes)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 2),
        ("rows", "alcohol"),
        ("rows", [{"words": {"ja": 5}}]),
        ("source", "__import__('os')"),
        ("first_year", "2026"),
        ("columns", [{"measure": "guess"}]),
        ("total", 1),
    ],
)
def test_a_file_with_values_of_another_kind_is_refused(centre: Centre, field: str, value: object) -> None:
    with pytest.raises(NotReadable):
        report_profiles.from_file(file_with(centre, **{field: value}), centre.codes)


def test_a_file_whose_form_cannot_be_filled_here_says_why(centre: Centre) -> None:
    unknown = [{"words": {"ja": "新しい相談"}, "codes": ["not_here"]}]
    with pytest.raises(Rejected) as refused:
        report_profiles.from_file(file_with(centre, rows=unknown), centre.codes)
    assert [problem.field for problem in refused.value.problems] == ["rows"]

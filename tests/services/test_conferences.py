"""Conferences and tasks in the centre: stored in one piece, corrected with the original kept, done, tried, undone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral_desk.db.queries import revisions as revision_queries
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.conference import Attendee, Conference, ConferenceEntry, TaskDraft, TaskLine, entry_of
from referral_desk.domain.errors import NotFound, Rejected
from referral_desk.domain.ledger import LedgerKind
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.services import conferences, followups, supporters, tasks
from referral_desk.services.centre import Centre
from referral_desk.services.exports import ExportFormat, export, one_record
from tests.making import TODAY, add_client, add_institution

DAY = TODAY - timedelta(days=11)


@pytest.fixture
def office(centre: Centre) -> Centre:
    """A centre with one client and one institution, each with the id 1."""
    add_client(centre)
    add_institution(centre, contact_name="例田 一朗")
    return centre


def entry(**changes: object) -> ConferenceEntry:
    made = ConferenceEntry(
        client_id=1,
        kind="individual_support",
        on=DAY,
        client_present=True,
        plan="例会は火曜日から",
        attendees=(Attendee("例田 一朗", "相談員", 1), Attendee("見本 太郎", "父")),
        tasks=(
            TaskLine(who="例田", what="移送費を確認する", due_on=TODAY - timedelta(days=4)),
            TaskLine(who="保健師", what="家庭訪問", due_on=TODAY),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def held(centre: Centre, **changes: object) -> Conference:
    return conferences.save(centre, entry(**changes)).record


def test_a_conference_is_stored_with_attendees_and_tasks_and_read_back(office: Centre) -> None:
    stored = held(office)
    (read,) = conferences.of_client(office, 1).conferences
    assert read == stored
    assert [each.institution_name for each in read.attendees] == ["架空市福祉事務所", ""]
    assert [task.what for task in read.tasks] == ["移送費を確認する", "家庭訪問"]
    assert read.staff_name == office.staff_name


def test_where_one_line_is_wrong_nothing_of_it_is_stored(office: Centre) -> None:
    with pytest.raises(Rejected):
        held(office, tasks=(TaskLine(what="よい"), TaskLine(who="だれか")))
    with pytest.raises(Rejected):
        held(office, attendees=(Attendee("例田", institution_id=77),))
    assert conferences.of_client(office, 1).conferences == ()
    assert tasks.rows(office) == ()


def test_a_correction_keeps_what_it_said_and_says_who_changed_what(office: Centre) -> None:
    stored = held(office)
    changed = replace(entry_of(stored), plan="水曜日から", client_present=False, basis=LegalBasis.BY_LAW)
    again = conferences.save(
        office, changed, conference_id=stored.id, version=stored.version, reason="曜日の誤り"
    ).record
    assert again.plan == "水曜日から"
    (correction,) = conferences.of_client(office, 1).corrections[stored.id]
    assert correction.reason == "曜日の誤り"
    assert {change.field: change.before for change in correction.changes}["plan"] == "例会は火曜日から"


def test_saving_it_unchanged_keeps_no_version(office: Centre) -> None:
    stored = held(office)
    conferences.save(office, entry_of(stored), conference_id=stored.id)
    assert conferences.of_client(office, 1).corrections[stored.id] == ()


def test_correcting_keeps_done_tasks_done_adds_new_ones_and_takes_left_out_ones_away(office: Centre) -> None:
    stored = held(office)
    first, second = stored.tasks
    tasks.done(office, first.id, result="確認済み")
    (read,) = conferences.of_client(office, 1).conferences
    lines = (replace(entry_of(read).tasks[0], who="例田 一朗"), TaskLine(what="学校に連絡"))
    again = conferences.save(office, replace(entry_of(read), tasks=lines), conference_id=stored.id).record
    kept = again.tasks[0]
    assert (kept.id, kept.who, kept.result) == (first.id, "例田 一朗", "確認済み")
    assert [task.what for task in again.tasks] == ["移送費を確認する", "学校に連絡"]
    assert second.id not in [task.id for task in again.tasks if task.what == second.what]


def test_a_stale_copy_is_refused(office: Centre) -> None:
    stored = held(office)
    conferences.save(office, entry(plan="別"), conference_id=stored.id, version=stored.version)
    with pytest.raises(Rejected):
        conferences.save(office, entry(plan="また別"), conference_id=stored.id, version=stored.version)


def test_a_conference_stays_with_its_client(office: Centre) -> None:
    stored = held(office)
    other = add_client(office, name="例田 一朗")
    with pytest.raises(Rejected):
        conferences.save(office, entry(client_id=other.id), conference_id=stored.id)


def test_taking_it_back_needs_a_reason_and_keeps_it_and_it_can_be_put_back(office: Centre) -> None:
    stored = held(office)
    with pytest.raises(Rejected):
        conferences.remove(office, stored.id, "  ")
    removed = conferences.remove(office, stored.id, "別の人の会議").record
    assert conferences.of_client(office, 1).conferences == ()
    assert tasks.rows(office) == ()
    with office.read() as session:
        (kept,) = revision_queries.of_client(session, 1, "conference")
    assert kept.removed
    assert kept.reason == "別の人の会議"
    assert json.loads(kept.content)["plan"] == "例会は火曜日から"
    back = conferences.save(office, entry_of(removed)).record
    assert [task.what for task in back.tasks] == ["移送費を確認する", "家庭訪問"]
    with pytest.raises(NotFound):
        conferences.remove(office, 99, "なし")


def test_who_may_sit_there_is_proposed(office: Centre) -> None:
    from referral_desk.domain.engagement import EngagementDraft
    from referral_desk.services import engagements

    engagements.mark(office, EngagementDraft(client_id=1, institution_id=1))
    supporters.save(office, SupporterDraft(client_id=1, kind="friend", name="例沢 友子", relation="友人"))
    proposed = conferences.proposed(office, 1)
    assert [(each.institution_name, each.name) for each in proposed.institutions] == [("架空市福祉事務所", "例田 一朗")]
    assert [(each.name, each.said) for each in proposed.people] == [("例沢 友子", "友人")]


# --- tasks ----------------------------------------------------------------------------------------------------------


def test_tasks_stand_on_the_desk_by_their_day_until_they_are_done(office: Centre) -> None:
    held(office)
    tasks.save(office, TaskDraft(client_id=1, what="いつか"))
    tasks.save(office, TaskDraft(client_id=1, what="来週", due_on=TODAY + timedelta(days=7)))
    tasks.save(office, TaskDraft(client_id=1, what="来月", due_on=TODAY + timedelta(days=40)))
    desk = followups.desk(office)
    assert [row.what for row in desk.tasks_overdue] == ["移送費を確認する"]
    assert [row.days_over for row in desk.tasks_overdue] == [4]
    assert [row.what for row in desk.tasks_today] == ["家庭訪問"]
    assert [row.what for row in desk.tasks_coming] == ["来週"]
    assert [row.what for row in desk.tasks_undated] == ["いつか"]
    assert [row.what for row in followups.desk(office, date(2031, 1, 1)).tasks_overdue] == [
        "移送費を確認する",
        "家庭訪問",
        "来週",
        "来月",
    ]


def test_done_is_done_once_with_what_came_of_it_and_can_be_taken_back(office: Centre) -> None:
    overdue = held(office).tasks[0]
    undo = tasks.done(office, overdue.id, result=" 三回払い ").record
    stored = tasks.get(office, overdue.id)
    assert (stored.done_on, stored.result) == (TODAY, "三回払い")
    assert [row.what for row in tasks.rows(office)] == ["家庭訪問"]
    with pytest.raises(NotFound):
        tasks.done(office, overdue.id)
    tasks.undo(office, undo)
    assert [row.what for row in tasks.rows(office)] == ["移送費を確認する", "家庭訪問"]
    assert tasks.get(office, overdue.id).result == ""
    with pytest.raises(Rejected):
        tasks.undo(office, undo)


def test_a_try_that_failed_moves_the_day_by_two_working_days_and_is_counted(office: Centre) -> None:
    overdue = held(office).tasks[0]
    undo = tasks.tried(office, overdue.id).record
    moved = tasks.get(office, overdue.id)
    assert (moved.due_on, moved.attempts) == (date(2026, 11, 26), 1)
    tasks.undo(office, undo)
    assert (tasks.get(office, overdue.id).due_on, tasks.get(office, overdue.id).attempts) == (overdue.due_on, 0)


def test_the_day_can_be_put_off_and_never_into_the_past(office: Centre) -> None:
    overdue = held(office).tasks[0]
    tasks.postpone(office, overdue.id, TODAY + timedelta(days=2))
    assert tasks.get(office, overdue.id).due_on == TODAY + timedelta(days=2)
    with pytest.raises(Rejected):
        tasks.postpone(office, overdue.id, TODAY - timedelta(days=1))


def test_done_on_a_day_to_come_or_before_the_conference_is_refused(office: Centre) -> None:
    task = held(office).tasks[0]
    for day in (TODAY + timedelta(days=1), DAY - timedelta(days=1)):
        with pytest.raises(Rejected):
            tasks.done(office, task.id, on=day)


def test_changing_a_task_keeps_what_it_said_and_removing_it_too(office: Centre) -> None:
    stored = tasks.save(office, TaskDraft(client_id=1, what="電話")).record
    tasks.save(office, TaskDraft(client_id=1, what="訪問"), task_id=stored.id, version=stored.version)
    tasks.remove(office, stored.id)
    with office.read() as session:
        kept = revision_queries.of_client(session, 1, "task")
    assert [(json.loads(each.content)["what"], each.removed) for each in kept] == [("電話", False), ("訪問", True)]
    with pytest.raises(NotFound):
        tasks.get(office, stored.id)


# --- exports --------------------------------------------------------------------------------------------------------


def test_the_export_of_a_client_holds_conferences_and_tasks(office: Centre) -> None:
    stored = held(office)
    written = one_record.client_with_all(office, 1, "ja")
    (conference,) = written["conferences"]  # type: ignore[misc]
    assert conference["id"] == f"m-{stored.id}"  # type: ignore[index,call-overload]
    assert conference["kind"] == {"code": "individual_support", "label": "個別支援会議"}  # type: ignore[index,call-overload]
    assert [task["what"] for task in written["tasks"]] == ["移送費を確認する", "家庭訪問"]  # type: ignore[union-attr,index,call-overload]
    whole = json.loads(export(office, LedgerKind.CLIENTS, ExportFormat.JSON).content)
    assert whole["clients"][0]["conferences"][0]["attendees"][0]["institution_id"] == "i-1"


def test_a_ledgers_file_says_that_it_leaves_conferences_and_tasks_out(office: Centre) -> None:
    held(office)
    left_out = export(office, LedgerKind.CLIENTS, ExportFormat.CSV).left_out
    assert {each.text: each.values["count"] for each in left_out if "count" in each.values}.items() >= {
        ("Conferences ({count})", 1),
        ("Tasks ({count})", 2),
    }

"""Tasks on the command line: rows among the follow-ups, with the keys that those have."""

from __future__ import annotations

from datetime import date
from typing import Any

from referral_desk.domain.conference import ConferenceEntry, TaskDraft, TaskLine
from referral_desk.services import conferences, tasks
from referral_desk.services.centre import open_centre
from tests.cli.conftest import CHEAP, PASSWORD, Desk


def test_open_tasks_stand_among_the_follow_ups_by_their_day(desk: Desk) -> None:
    referred = desk("refer", "c-1", "i-1", "--date", "2026-11-01", "--follow-up", "2099-11-10")
    assert referred.status == 0, referred.err
    centre = open_centre(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    entry = ConferenceEntry(
        client_id=1,
        kind="discharge",
        on=date(2026, 11, 2),
        client_present=True,
        tasks=(TaskLine(who="保健師", what="見学に行く", due_on=date(2099, 11, 9)),),
    )
    conferences.save(centre, entry)
    tasks.save(centre, TaskDraft(client_id=2, what="電話する"))
    tasks.done(centre, tasks.save(centre, TaskDraft(client_id=2, what="済んだこと")).record.id)
    centre.close()
    rows: Any = desk("list", "follow-ups", "--format", "json").json
    assert [(row["kind"], row["id"], row["due_on"]) for row in rows] == [
        ("task", "k-1", "2099-11-09"),
        ("outcome", "r-1", "2099-11-10"),
        ("task", "k-2", None),
    ]
    assert set(rows[1]) <= set(rows[0])
    assert set(rows[0]) - set(rows[1]) == {"who", "conference_id"}
    assert (rows[0]["note"], rows[0]["who"], rows[0]["number"]) == ("見学に行く", "保健師", "00012")
    assert (rows[0]["referred_on"], rows[0]["conference_id"]) == ("2026-11-02", "m-1")
    found: Any = desk("list", "follow-ups", "--search", "けんじ", "--format", "json").json
    assert [row["id"] for row in found] == ["k-2"]
    assert "課題" in desk("list", "follow-ups", "--lang", "ja").out

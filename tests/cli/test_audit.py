"""``audit``: what was done with whose record, and whether the trail is what was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from referral_desk.services.centre import Centre, open_centre
from tests.cli.conftest import CHEAP, PASSWORD, Desk


@contextmanager
def opened(desk: Desk) -> Iterator[Centre]:
    centre = open_centre(desk.folder, "mihon", PASSWORD, minimum=CHEAP)
    yield centre
    centre.close()


def spoil(desk: Desk, statement: str) -> None:
    with opened(desk) as centre, centre.sessions.write() as session:
        session.execute(text(statement))


def trail(desk: Desk, *more: str) -> list[dict[str, object]]:
    said = desk("audit", "--format", "json", *more)
    assert said.status == 0, said.err
    assert said.err == ""
    rows = said.json
    assert isinstance(rows, list)
    return rows


def refer(desk: Desk) -> str:
    day = ("--date", "2026-11-20", "--consent", "written")
    said = desk("refer", "00012", "架空市福祉事務所", *day)
    assert said.status == 0, said.err
    return said.out.strip()


def test_entries_come_newest_first_without_a_gap(desk: Desk) -> None:
    rows = trail(desk)
    assert [row["number"] for row in rows] == list(range(len(rows), 0, -1))
    assert [row["action"] for row in rows[:2]] == ["review_audit", "log_in"]
    assert rows[0].keys() >= {"at", "login", "name", "action", "label", "client", "record", "detail", "detail_label"}
    assert (rows[0]["login"], rows[0]["label"]) == ("mihon", "監査記録を確認")
    assert [row["number"] for row in trail(desk, "--limit", "2")] == [len(rows) + 2, len(rows) + 1]


def test_what_is_listed_sought_and_written_leaves_its_entry(desk: Desk, tmp_path: Path) -> None:
    number = refer(desk)
    before = len(trail(desk))
    assert desk("list", "clients").status == 0
    assert desk("list", "clients", "--search", "花子").status == 0
    assert desk("list", "institutions", "--search", "福祉").status == 0
    assert desk("letter", number, "--out", tmp_path / "letter.pdf").status == 0
    assert desk("summary", "00013", "--out", tmp_path / "summary.pdf").status == 0
    assert desk("letters", "--month", "2026-11", "--out", tmp_path / "letters").status == 0
    rows = trail(desk)[::-1][before:]
    entries = [(row["action"], row["client"], row["record"], row["detail"]) for row in rows]
    assert [entry for entry in entries if entry[0] not in ("log_in", "review_audit")] == [
        ("list_records", None, "clients", {"shown": 3}),
        ("search_records", "c-1", "clients", {"found": 1, "ids": [1]}),
        ("list_records", None, "institutions", {"shown": 1}),
        ("issue_document", "c-1", "r-1", {"kind": "letter"}),
        ("save_document", "c-1", "r-1", {"kind": "letter"}),
        ("issue_document", "c-2", "", {"kind": "summary"}),
        ("save_document", "c-2", "", {"kind": "summary"}),
        ("issue_document", "c-1", "d-1", {"again": True, "kind": "letter"}),
        ("save_document", "c-1", "d-1", {"kind": "letter"}),
    ]


@pytest.mark.parametrize("client", ["00012", "c-1"])
def test_who_looked_at_a_client_is_asked_by_number_or_id(desk: Desk, client: str) -> None:
    assert desk("show", "client", "00012").status == 0
    assert desk("show", "client", "00013").status == 0
    rows = trail(desk, "--client", client)
    assert [(row["action"], row["client"], row["client_number"]) for row in rows] == [
        ("review_audit", "c-1", "00012"),
        ("read_client", "c-1", "00012"),
    ]


def test_as_text_every_entry_is_a_line_in_words(desk: Desk) -> None:
    assert desk("show", "client", "00012").status == 0
    said = desk("audit", "--client", "00012")
    head, _rule, _review, look = said.out.splitlines()
    assert head.split() == ["日時", "担当者", "操作", "利用者", "詳細"]
    assert "利用者の記録を閲覧" in look
    assert "00012 見本 花子" in look
    assert said.err == ""


@pytest.mark.parametrize("client", ["00099", "c-99", "c-", "12"])
def test_a_client_that_is_not_there_is_said_so(desk: Desk, client: str) -> None:
    said = desk("audit", "--client", client)
    assert (said.status, said.out) == (3, "")
    assert client in said.err


def test_only_who_may_review_sees_the_trail(desk: Desk) -> None:
    spoil(desk, "UPDATE staff SET role = 'staff'")
    for more in ((), ("--verify",), ("--client", "00012"), ("--client", "99999")):
        said = desk("audit", *more)
        assert (said.status, said.out) == (4, "")


@pytest.mark.parametrize(
    "words", [("--verify", "--client", "00012"), ("--verify", "--limit", "5"), ("--limit", "x"), ("--format", "xml")]
)
def test_what_makes_no_sense_is_wrong_usage(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk("audit", *words).status == 2


# --- verifying ------------------------------------------------------------------------------------------------------


def test_a_whole_trail_is_said_to_be_whole_and_what_was_not_compared(desk: Desk) -> None:
    said = desk("audit", "--verify", "--lang", "en")
    assert said.status == 0
    assert said.out.startswith("The audit trail is whole: ")
    assert "no backup" in said.err
    assert desk("backup").status == 0
    said = desk("audit", "--verify", "--lang", "en")
    assert (said.status, said.err) == (0, "")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit SET login = 'nobody' WHERE number = 3", "Entry 3 of the audit trail was changed"),
        ("UPDATE audit SET action = 'lock' WHERE number = 1", "Entry 1 of the audit trail was changed"),
        ("DELETE FROM audit WHERE number = 2", "Entry 2 of the audit trail is missing"),
        ("DELETE FROM audit_key", "Entry 1 of the audit trail was changed"),
    ],
)
def test_a_broken_trail_ends_with_5_and_the_first_line_names_the_first_broken_entry(
    desk: Desk, statement: str, words: str
) -> None:
    spoil(desk, statement)
    said = desk("audit", "--verify", "--lang", "en")
    assert (said.status, said.out) == (5, "")
    assert said.err.splitlines()[0].startswith(words)


def test_a_cut_end_is_found_from_the_backups_and_not_without(desk: Desk) -> None:
    before = len(trail(desk))
    for _ in range(3):
        assert desk("list", "clients").status == 0
    assert desk("backup").status == 0
    spoil(desk, f"DELETE FROM audit WHERE number > {before}")
    said = desk("audit", "--verify", "--lang", "en")
    assert said.status == 5
    assert said.err.splitlines()[0].startswith("The end of the audit trail is missing, from entry ")
    for backup in (desk.folder / "backups").iterdir():
        backup.unlink()
    assert desk("audit", "--verify").status == 0


def test_verified_as_json_says_the_same(desk: Desk) -> None:
    assert desk("audit", "--verify", "--format", "json").json["whole"] is True
    spoil(desk, "DELETE FROM audit WHERE number = 2")
    said = desk("audit", "--verify", "--format", "json")
    assert said.status == 5
    assert said.json["broken"] == {"number": 2, "why": "missing"}

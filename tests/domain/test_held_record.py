"""What is of third parties in a record, moved out of its place."""

from __future__ import annotations

import pytest

from referral_desk.domain.documents.held_record import document_lines
from referral_desk.domain.held_record import SECTIONS, SEPARATIONS, Json, separate
from referral_desk.domain.held_record_words import SECTION_WORDS


def coded(code: str) -> Json:
    return {"code": code, "label": code}


def contact(**fields: Json) -> Json:
    return {
        "id": "t-1",
        "spoke_with": coded("family"),
        "with_name": "母",
        "note": "話",
        "client_unmet": False,
        **fields,
    }


@pytest.mark.parametrize("spoke_with", ["family", "institution"])
def test_what_others_said_is_moved_out(spoke_with: str) -> None:
    held = separate({"contacts": [contact(spoke_with=coded(spoke_with))]})
    assert held.own["contacts"] == [
        contact(spoke_with=coded(spoke_with), note={"separate": 1}, with_name={"separate": 2})
    ]
    assert [(each["no"], each["field"], each["value"]) for each in held.third_party] == [
        (1, "note", "話"),
        (2, "with_name", "母"),
    ]


@pytest.mark.parametrize("spoke_with", [coded("client"), None])
def test_what_the_client_said_stays(spoke_with: Json) -> None:
    entries: Json = [contact(spoke_with=spoke_with)]
    held = separate({"contacts": entries})
    assert held.own["contacts"] == entries
    assert held.third_party == ()


def test_where_nobody_has_met_the_client_somebody_else_said_it() -> None:
    held = separate({"contacts": [contact(spoke_with=None, client_unmet=True)]})
    assert len(held.third_party) == 2


def test_an_earlier_version_with_another_person_keeps_all_versions_apart() -> None:
    before = {"spoke_with": coded("family"), "note": "母の話"}
    now = contact(spoke_with=coded("client"), note="母の話", with_name="", corrections=[{"at": "x", "before": before}])
    held = separate({"contacts": [now]})
    assert [(each["field"], each["corrected_at"]) for each in held.third_party] == [("note", None), ("note", "x")]


def test_a_supporter_is_moved_as_a_whole_and_a_blank_is_not() -> None:
    held = separate(
        {"supporters": [{"id": "s-1", "name": "友"}], "inbound": [{"id": "n-1", "request": "", "note": None}]}
    )
    assert held.own["supporters"] == [{"separate": 1}]
    assert held.third_party[0]["value"] == {"id": "s-1", "name": "友"}
    assert len(held.third_party) == 1


def test_only_the_other_members_of_a_household_are_moved() -> None:
    me: Json = {"id": "hm-1", "own": True}
    held = separate({"household": {"id": "hh-1", "note": "", "members": [me, {"id": "hm-2", "own": False}]}})
    assert held.own["household"] == {"id": "hh-1", "note": "", "members": [me, {"separate": 1}]}


def test_what_was_given_is_not_changed() -> None:
    entries: Json = [contact()]
    separate({"contacts": entries})
    assert entries == [contact()]


def test_every_rule_speaks_of_a_section_and_every_section_has_a_name() -> None:
    assert {rule.section for rule in SEPARATIONS} <= set(SECTIONS)
    assert set(SECTIONS) <= set(SECTION_WORDS)


def test_a_frozen_document_gives_every_text_a_paragraph_a_line() -> None:
    frozen: Json = {
        "is": "Letter",
        "about": {"is": "About", "language": "ja", "title": "題", "author": "作"},
        "items": [
            {
                "is": "LetterItem",
                "label": "氏名",
                "text": [[{"is": "Plain", "text": "見本"}, {"is": "Plain", "text": "様"}]],
            },
            {"is": "NameWithReading", "name": "見本 花子", "reading": "ミホン"},
        ],
        "end": "以上",
    }
    assert list(document_lines(frozen)) == ["氏名", "見本様", "見本 花子 (ミホン)", "以上"]

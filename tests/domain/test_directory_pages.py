"""The directory as pages: kind by kind, what is old is marked, what must not be listed is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from referral_desk import resources
from referral_desk.domain.documents.directory_pages import DirectoryPages, compose_directory_pages
from referral_desk.domain.documents.institution_text import Told
from referral_desk.domain.institution import Institution
from referral_desk.domain.institution_parts import InstitutionPerson
from tests.reports import samples

CODES = resources.code_book()


def pages(*institutions: Institution, whole: bool = True) -> DirectoryPages:
    return compose_directory_pages(
        institutions=institutions,
        whole=whole,
        centre=samples.CENTRE,
        told=Told(CODES, "en", str, date.isoformat),
        today=samples.DAY,
    )


def names(found: DirectoryPages) -> Sequence[Sequence[str]]:
    return [[entry.name for entry in section.entries] for section in found.sections]


def test_kinds_are_in_the_order_of_their_list_and_entries_by_kana() -> None:
    one = replace(samples.GROUP, id=11, name="い", kana="イ")
    other = replace(samples.GROUP, id=12, name="あ", kana="ア")
    found = pages(one, samples.OFFICE, other)
    assert names(found) == [[samples.OFFICE.name], ["あ", "い"]]
    assert [section.heading for section in found.sections] == ["Welfare office", "Self-help group"]
    assert found.sections[1].counted == "Entries: 2"


def test_an_old_entry_is_marked_in_words_and_a_fresh_one_says_when_it_was_verified() -> None:
    old = replace(samples.GROUP, id=11, verified_on=date(2026, 1, 1))
    fresh = replace(samples.GROUP, id=12, verified_on=date(2026, 11, 1))
    never = replace(samples.GROUP, id=13, verified_on=None)
    entries = {entry.verified: entry.stale for entry in pages(old, fresh, never).sections[0].entries}
    assert entries == {
        "△ check again (verified 2026-01-01)": True,
        "verified 2026-11-01": False,
        "△ check again (never verified)": True,
    }
    assert any("△" in remark and "2" in remark for remark in pages(old, fresh, never).remarks)


def test_what_is_not_listed_or_gone_is_left_out_and_that_is_said() -> None:
    hidden = replace(samples.GROUP, id=11, listed=False, unlisted_reason="会の希望")
    gone = replace(samples.GROUP, id=12, defunct_on=samples.DAY)
    found = pages(samples.OFFICE, hidden, gone)
    assert names(found) == [[samples.OFFICE.name]]
    assert any(remark.endswith(": 2") and "Left out" in remark for remark in found.remarks)


def test_a_part_of_the_directory_says_that_it_is_one_and_an_empty_one_that_it_is_empty() -> None:
    assert len(pages(samples.OFFICE, whole=False).remarks) == len(pages(samples.OFFICE).remarks) + 1
    assert pages().none
    assert not pages(samples.OFFICE).none


def test_an_entry_says_how_to_reach_it_and_how_to_hand_over() -> None:
    people = (InstitutionPerson(name="試山 一朗", agreed_on=date(2026, 1, 5)), InstitutionPerson(name="例村 二朗"))
    group = replace(
        samples.GROUP, handoff_note="入口で待つ", first_words="もしもし", meet_at="駅", people=people, fee="100円"
    )
    (entry,) = pages(group).sections[0].entries
    facts = dict(entry.facts)
    assert entry.phone == f"{group.phone}  {group.contact_hours}"
    assert facts["Ask for"] == "例田さん\n試山 一朗  agreed to be called"
    assert facts["Introducing somebody here"] == "入口で待つ"
    assert facts["What to say first"] == "もしもし"
    assert facts["Where to meet"] == "駅"
    assert "19:00" in facts["Meetings"]
    assert "Alcohol" in entry.meant_for

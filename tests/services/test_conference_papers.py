"""The sheet of a conference: what stands on it, that the one without names bears none, and who got it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.codes import LegalBasis, SpokeWith
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskLine
from referral_desk.domain.engagement import EngagementDraft
from referral_desk.domain.errors import NotFound
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.i18n import Language
from referral_desk.services import (
    benefits,
    conference_papers,
    conferences,
    consents,
    documents,
    engagements,
    households,
    inbound,
    supporters,
)
from referral_desk.services.centre import Centre
from tests.making import TODAY, add_client, add_contact, add_institution

NAMES = ("見本", "花子", "ミホン", "太郎", "例沢", "友子", "試山", "さくら", "架空市福祉事務所", "090-0000-0000")


@pytest.fixture
def office(centre: Centre) -> Centre:
    """A centre with a client, her father, a friend, and the welfare office."""
    add_client(centre, address="架空市例町一丁目2番3号")
    add_institution(centre)
    father = MemberDraft(name="見本 太郎", kana="ミホン タロウ", relation="father")
    members = (MemberDraft(client_id=1, relation="self"), father)
    households.save(centre, 1, HouseholdDraft(members=members))
    supporters.save(centre, SupporterDraft(client_id=1, kind="friend", name="例沢 友子", relation="友人"))
    return centre


def entry(**changes: object) -> ConferenceEntry:
    made = ConferenceEntry(
        client_id=1,
        kind="individual_support",
        on=TODAY - timedelta(days=1),
        at="13:30",
        place="見本公民館",
        client_present=True,
        shared="花子さん(090-0000-0000)と父の太郎さんは例町一丁目2番3号に住む。昭和60年4月12日生。",
        plan="架空市福祉事務所の試山さんが友子さんに連絡する。<b>&\n" + "長い方針。" * 200,
        note="所内だけの備考",
        attendees=(Attendee("試山 さくら", "ケースワーカー", 1), Attendee("見本　太郎", "父")),
        tasks=(TaskLine(who="試山", what="ミホンハナコの移送費を確認", due_on=TODAY),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def held(centre: Centre, **changes: object) -> int:
    return conferences.save(centre, entry(**changes)).record.id


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as pages:
        return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


def test_what_is_told_at_a_table_is_logged_for_all_institutions_or_for_none(office: Centre) -> None:
    conference_id = held(office)
    with pytest.raises(NotFound):
        conference_papers.disclose(office, conference_id, [1, 99], ["name"])
    assert consents.page(office, 1).disclosures == ()


def test_who_works_for_her_elsewhere_is_not_named_either(office: Centre) -> None:
    engagements.mark(office, EngagementDraft(client_id=1, institution_id=1, contact_person="波多野 次郎"))
    benefits.save(office, BenefitDraft(client_id=1, kind="public_assistance", caseworker="曽我部ケースワーカー"))
    inbound.save(office, InboundDraft(client_id=1, institution_id=1, on=TODAY, sender_name="生活保護係"))
    add_contact(office, 1, spoke_with=SpokeWith.FAMILY, with_name="母")
    plan = "波多野が訪問する。曽我部ケースワーカーと生活保護係に伝える。母は反対。"
    text = words(conference_papers.redacted_sheet(office, held(office, plan=plan)).pdf)
    assert not [name for name in ("波多野", "曽我部") if name in text]
    assert "ケースワーカーと生活保護係に伝える。母は反対。" in text


def test_a_sheet_of_somebody_else_is_not_logged_with_a_table(office: Centre) -> None:
    other = add_client(office, name="例田 四郎").id
    theirs = conference_papers.sheet(office, held(office, client_id=other)).handout.record
    with pytest.raises(NotFound):
        conference_papers.disclose(office, held(office), [1], ["name"], int(theirs.removeprefix("d-")))


def test_the_full_sheet_says_what_was_recorded_and_not_the_offices_own_note(office: Centre) -> None:
    text = words(conference_papers.sheet(office, held(office)).pdf)
    for each in (
        "会議資料",
        "個別支援会議",
        "13時30分",
        "見本 花子",
        "試山 さくら",
        "本人が出席",
        "<b>&",
        "移送費を確認",
    ):
        assert each in text
    assert "所内だけの備考" not in text


def test_the_sheet_without_names_bears_no_name_of_anybody(office: Centre) -> None:
    conference_id = held(office)
    text = words(conference_papers.redacted_sheet(office, conference_id).pdf)
    plain = "".join(text.split())
    for name in NAMES:
        assert name not in plain
    for pseudonym in ("利用者A", "家族B", "支援者C", "出席者D", "ア機関(福祉事務所)", "(電話番号)", "(住所)", "40代"):
        assert pseudonym in plain
    assert "所内だけの備考" not in plain


def test_the_english_sheet_without_names_bears_none_either(office: Centre) -> None:
    text = words(conference_papers.redacted_sheet(office, held(office), language=Language.EN).pdf)
    assert "Client A" in text
    assert not any(name in text for name in NAMES)


def test_what_cannot_be_judged_is_listed_and_what_is_decided_is_done(office: Centre) -> None:
    conference_id = held(office, shared="見本市場で買い物。隣の仮川さんも一緒。")
    listed = conference_papers.doubts(office, conference_id)
    shared = [(each.found, each.replaced) for each in listed if each.field == "shared"]
    assert shared == [("見本", True), ("仮川", True)]
    decided = {each.place: False for each in listed if each.field == "shared"}
    text = words(conference_papers.redacted_sheet(office, conference_id, decided=decided).pdf)
    assert "見本市場" in text
    assert "仮川さん" in text


def test_before_the_conference_there_is_room_to_write(office: Centre) -> None:
    ahead = {"on": TODAY + timedelta(days=5), "shared": "", "plan": "", "tasks": ()}
    before = words(conference_papers.sheet(office, held(office, **ahead)).pdf)
    after = words(conference_papers.sheet(office, held(office, shared="", plan="", tasks=())).pdf)
    assert "なし" not in before
    assert after.count("なし") == 4


def test_the_legal_ground_stands_on_the_sheet_where_the_client_is_not_there(office: Centre) -> None:
    absent = {"kind": "livelihood_support", "client_present": False, "basis": LegalBasis.BY_LAW}
    text = words(conference_papers.sheet(office, held(office, **absent)).pdf)
    assert "欠席" in text
    assert "守秘義務" in text


def test_the_full_sheet_is_kept_once_and_shown_as_it_was(office: Centre) -> None:
    conference_id = held(office)
    first = conference_papers.sheet(office, conference_id)
    again = conference_papers.sheet(office, conference_id)
    assert (first.reprint, again.reprint) == (False, True)
    assert first.handout == again.handout
    conferences.save(office, entry(plan="別の方針"), conference_id=conference_id)
    assert not conference_papers.sheet(office, conference_id).reprint
    document_id = int(first.handout.record.partition("-")[2])
    assert documents.reprint(office, document_id).pdf == first.pdf


def test_each_institution_that_got_it_stands_in_the_disclosure_log(office: Centre) -> None:
    add_institution(office, name="見本クリニック", kind="medical_institution")
    conference_id = held(office)
    told = conference_papers.disclose(office, conference_id, [1, 2], ["name", "history"]).record
    assert [each.receiver for each in told] == ["架空市福祉事務所", "見本クリニック"]
    assert {(each.method, each.on) for each in told} == {("conference", TODAY - timedelta(days=1))}
    assert {each.basis for each in told} == {LegalBasis.CONSENT}
    assert {frozenset(each.items) for each in told} == {frozenset({"name", "history"})}


def test_the_log_names_the_conferences_own_ground_and_never_a_day_to_come(office: Centre) -> None:
    conference_id = held(office, on=TODAY + timedelta(days=3), client_present=False, basis=LegalBasis.BY_LAW, tasks=())
    (told,) = conference_papers.disclose(office, conference_id, [1], ["name"]).record
    assert (told.basis, told.on) == (LegalBasis.BY_LAW, TODAY)

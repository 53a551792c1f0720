"""What documents say, before they are drawn."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from referral_desk import resources
from referral_desk.domain.codes import (
    Attendees,
    Channel,
    ConsentKind,
    DisabilityCertificate,
    HandoffMode,
    OutpatientSupport,
    PublicAssistance,
)
from referral_desk.domain.disclosing import Permission
from referral_desk.domain.documents.card import Card, CardLanguage, compose_card
from referral_desk.domain.documents.letter import Letter, LetterItem, compose_letter, with_honorific
from referral_desk.domain.documents.letter_wording import LetterWording
from referral_desk.domain.documents.summary import compose_summary
from referral_desk.domain.documents.tally_page import compose_tally_page, period_name
from referral_desk.domain.documents.text import HandoffBadge, NameWithReading, Plain, clock
from referral_desk.domain.institution import Institution
from referral_desk.domain.sbirts import MeetingPlan
from referral_desk.reports.wording import card_wording, letter_wording
from tests.reports import samples

CODES = resources.code_book()
NOON = datetime(2026, 11, 23, 12)  # noqa: DTZ001 - wall-clock time, as a card says it
OFFICE_WORDING = letter_wording(CODES.institution_kinds["welfare_office"], "ja")


def letter(
    language: str = "ja",
    institution: Institution = samples.OFFICE,
    number: int | None = 104,
    follow_up_on: date | None = None,
    allowed: Permission | None = None,
    wording: LetterWording | None = None,
    **changes: object,
) -> Letter:
    client_changes = {name: value for name, value in changes.items() if hasattr(samples.CLIENT, name)}
    referral_changes = {name: value for name, value in changes.items() if name not in client_changes}
    referral = samples.referral(**referral_changes)
    return compose_letter(
        referral=referral,
        client=samples.client(**client_changes),
        institution=institution,
        centre=samples.CENTRE,
        staff=samples.STAFF,
        wording=wording or letter_wording(CODES.institution_kinds[institution.kind], language),
        codes=CODES,
        language=language,
        tr=str,
        issued_on=samples.DAY,
        allowed=allowed or samples.everything(CODES, referral),
        number=number,
        follow_up_on=follow_up_on,
    )


def card(institution: Institution = samples.GROUP, **changes: Any) -> Card:
    return compose_card(
        institution=institution,
        centre=samples.CENTRE,
        wording=card_wording(CardLanguage.JA),
        codes=CODES,
        language=CardLanguage.JA,
        tr=str,
        now=NOON,
        is_holiday=lambda _day: False,
        **changes,
    )


def words(value: object) -> str:
    """Return every text of a frozen document."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "\n".join(words(part) for part in value)
    if is_dataclass(value):
        return "\n".join(words(getattr(value, part.name)) for part in fields(value))
    return ""


def item(made: Letter, label: str) -> LetterItem | None:
    return next((each for each in made.items if each.label == label), None)


@pytest.mark.parametrize(
    ("name", "person", "expected"),
    [
        ("架空市福祉事務所", False, "架空市福祉事務所\u3000御中"),
        ("保護第二係", True, "保護第二係\u3000御中"),
        ("例田 一朗", True, "例田 一朗\u3000様"),
        ("院長 例田 一朗", True, "院長 例田 一朗\u3000先生"),
        ("例田様", True, "例田様"),
        ("架空市福祉事務所御中", False, "架空市福祉事務所御中"),
        ("例田先生", True, "例田先生"),
    ],
)
def test_an_addressee_has_exactly_one_honorific(name: str, person: bool, expected: str) -> None:
    assert with_honorific(name, OFFICE_WORDING, person=person) == expected


def test_with_a_person_named_the_organisation_takes_no_honorific() -> None:
    made = letter(institution=replace(samples.OFFICE, contact_name="面接相談員 例田 一朗"))
    assert made.addressee == (samples.OFFICE.name, "面接相談員 例田 一朗\u3000様")


def test_a_commissioner_is_a_person_and_an_association_is_not() -> None:
    commissioner = replace(samples.OFFICE, kind="welfare_commissioner", name="民生委員 例田 一朗")
    assert letter(institution=commissioner).addressee[0].endswith("様")
    council = replace(commissioner, name="例町地区民生委員児童委員協議会")
    assert letter(institution=council).addressee[0].endswith("御中")


def test_letters_between_public_offices_open_without_haikei_and_others_with_it() -> None:
    for kind in CODES.institution_kinds.items:
        made = letter(institution=replace(samples.OFFICE, kind=kind.code))
        greeting = ("", "") if kind.address_form == "public_office" else ("拝啓", "敬具")
        assert (made.salutation, made.valediction) == greeting, kind.code


def test_a_letter_has_a_number_only_when_it_is_registered() -> None:
    assert letter(number=None).number == ""
    assert letter(number=104).number == "架健精 No. 104"


def test_dates_are_in_era_years_in_japanese_letters() -> None:
    assert letter().date == "令和8年11月23日"
    assert letter("en").date == "23 Nov 2026"


def test_the_name_carries_its_reading_and_one_honorific() -> None:
    made = item(letter(), "御本人")
    assert made is not None
    name, rest = made.paragraphs[0]
    assert name == NameWithReading("髙橋 𠮷子", "タカハシ ヨシコ")
    assert isinstance(rest, Plain)
    assert rest.text.startswith("\u3000様\u3000女")


def test_an_anonymous_client_has_no_reading_and_no_honorific() -> None:
    made = item(letter(anonymous=True, name="匿名", kana="トクメイ"), "御本人")
    assert made is not None
    assert made.paragraphs[0][0] == Plain("匿名")
    assert "様" not in words(made)
    assert "トクメイ" not in words(made)


def test_a_caution_about_contact_goes_with_the_telephone_number() -> None:
    made = words(item(letter(may_leave_message=False, contact_caution="夜間は不可"), "御本人"))
    assert "Please leave no message" in made
    assert "夜間は不可" in made


def test_items_without_content_are_left_out() -> None:
    bare = letter(
        household="",
        background="",
        request="",
        public_assistance=PublicAssistance.UNKNOWN,
        outpatient_support=OutpatientSupport.NONE,
        disability_certificate=DisabilityCertificate.UNKNOWN,
        consent=ConsentKind.NONE,
        handoffs=(),
    )
    assert [each.label for each in bare.items] == ["御本人", "緊急の度合い"]
    assert all(each.paragraphs for each in letter().items)


def test_several_requests_are_numbered_unless_they_are_already() -> None:
    def asked(text: str) -> str:
        made = item(letter(request=text), "お願いしたいこと")
        assert made is not None
        return words(made.paragraphs)

    assert asked("相談\n助言") == "(1) 相談\n(2) 助言"
    assert asked("1 相談\n2 助言") == "1 相談\n2 助言"
    assert asked("一度会ってほしい") == "一度会ってほしい"


def test_the_handoff_shows_its_sign_and_says_who_was_there() -> None:
    made = item(letter(), "引継ぎの方法")
    assert made is not None
    assert made.paragraphs[0][0] == HandoffBadge("同席電話・オンライン", warm=True)
    assert "面接相談員 例田 一朗様" in words(made)
    assert "御本人同席" in words(made)


def test_a_handoff_by_video_is_not_called_a_telephone_call() -> None:
    online = replace(samples.CALL, channel=Channel.ONLINE)
    assert "オンライン" in words(letter(handoffs=(online,)).body)
    assert "電話で" not in words(letter(handoffs=(online,)).body)


def test_a_cold_handoff_is_shown_as_cold() -> None:
    cold = replace(samples.CALL, client_present=False)
    made = item(letter(handoffs=(cold,)), "引継ぎの方法")
    assert made is not None
    assert made.paragraphs[0][0] == HandoffBadge("機関間連絡のみ", warm=False)


def test_a_handoff_to_come_has_no_badge() -> None:
    to_come = replace(
        samples.CALL, client_present=False, receiver_live=False, receiver_name="", channel=Channel.NOT_YET, at=""
    )
    made = item(letter(handoffs=(to_come,)), "引継ぎの方法")
    assert made is not None
    assert not any(isinstance(span, HandoffBadge) for paragraph in made.paragraphs for span in paragraph)


def test_neighbours_learn_nothing_of_benefits_household_or_treatment() -> None:
    for kind in ("neighbourhood_association", "volunteer_group", "welfare_commissioner"):
        made = letter(institution=replace(samples.OFFICE, kind=kind))
        labels = {each.label for each in made.items}
        assert not labels & {"世帯", "生活の状況", "医療・手帳"}


def test_braces_and_markup_in_typed_text_stay_as_they_are() -> None:
    made = letter(name="{name}", request=samples.HOSTILE, handoffs=(replace(samples.CALL, receiver_name="{you} <b>"),))
    assert "{name}" in words(made.items)
    assert samples.HOSTILE in words(made.items)
    assert "{you} <b>" in words(made.body)


def test_a_field_of_the_client_has_an_honorific_unless_she_is_known_by_a_nickname() -> None:
    own = replace(OFFICE_WORDING, opening="{client}のことです。")
    assert letter(wording=own).body[0] == "髙橋 𠮷子様のことです。"
    assert letter(wording=own, anonymous=True, name="ヨッシー").body[0] == "ヨッシーのことです。"


def test_every_kind_that_gets_a_letter_has_wording_in_both_languages() -> None:
    for kind in CODES.institution_kinds.items:
        for language in ("ja", "en"):
            wording = letter_wording(kind, language)
            assert wording.subject
            assert set(wording.items) <= set(wording.labels)
            assert set(wording.happened) >= {mode.value for mode in HandoffMode} | {"not_yet", "three_way_online"}
            made = letter(language, institution=replace(samples.OFFICE, kind=kind.code))
            assert "{" not in words(made)


def test_the_next_step_names_the_day_of_the_follow_up() -> None:
    assert item(letter(), "今後の予定") is None
    assert "令和8年12月1日(火)" in words(item(letter(follow_up_on=date(2026, 12, 1)), "今後の予定"))


def test_a_card_says_nothing_about_the_client() -> None:
    made = words(card())
    for private in (samples.CLIENT.name, samples.CLIENT.kana, samples.CLIENT.phone, samples.CLIENT.number):
        assert private not in made


def test_a_card_names_the_next_meeting_with_its_day_and_hours() -> None:
    when = card().facts[0]
    assert (when.label, when.text) == ("次の集まり", "令和8年11月24日(火)\n19:00〜20:30")


def test_a_card_holds_only_what_is_known() -> None:
    bare = replace(samples.GROUP, schedule=(), venue="", address="", phone="", contact_name="", contact_hours="")
    assert card(bare).facts == ()
    assert [fact.label for fact in card(bare, nickname="ヨッシー").facts] == ["呼ばれたい名前"]


def test_a_card_for_families_speaks_to_families() -> None:
    made = card(replace(samples.GROUP, attendees=Attendees.FAMILY))
    assert "御家族" in made.meant_for
    assert "御家族" in made.happens


def test_the_summary_names_open_referrals_first_and_only_what_is_still_to_do() -> None:
    done = replace(samples.FOLLOW_UPS[0], id=3, done_on=samples.DAY)
    made = compose_summary(
        client=samples.CLIENT,
        board=samples.board(CODES),
        referrals=samples.REFERRALS[::-1],
        follow_ups=(*samples.FOLLOW_UPS, done),
        contacts=samples.CONTACTS * 5,
        centre=samples.CENTRE,
        codes=CODES,
        language="ja",
        tr=str,
        today=samples.DAY,
    )
    assert [line.status for line in made.referrals] == ["依頼済", "依頼済", "完了"]
    assert [line.overdue for line in made.follow_ups] == ["3 days overdue", ""]
    assert len(made.contacts) == 8
    assert made.referrals[0].badge is None
    states = {line.state: line.sign for line in made.board}
    assert len(set(states.values())) == len(states)


def test_a_period_is_called_as_offices_call_it() -> None:
    assert period_name(date(2026, 10, 1), date(2026, 10, 31), "ja", str) == "令和8年10月"
    assert period_name(date(2019, 4, 1), date(2019, 4, 30), "ja", str) == "平成31年4月"
    assert period_name(date(2019, 4, 1), date(2020, 3, 31), "ja", str) == "令和元年度"
    assert period_name(date(2026, 10, 1), date(2026, 12, 31), "ja", str) == "令和8年10月 to 令和8年12月"
    assert period_name(date(2026, 10, 1), date(2026, 10, 5), "en", str) == "1 Oct 2026 to 5 Oct 2026"


def test_the_tally_on_paper_has_the_figures_of_the_tally() -> None:
    tally = samples.tally(CODES)
    made = compose_tally_page(
        tally=tally, centre=samples.CENTRE, codes=CODES, language="ja", tr=str, made_on=samples.DAY
    )
    assert made.services.total == ("Total", "4,141", "900")
    assert made.services.rows[0] == ("相談", "1,048", "410")
    assert made.services.rows[3][2] == "—"
    assert made.factors.total == ()
    assert made.handoffs.total[0] == "Total"
    assert made.handoffs.total[-1] == "61.8%"
    assert made.benefits.rows[0] == ("自立支援医療(精神通院)", "8,366", "2,053", "24.5%")
    assert len(made.handoffs.rows) == 9


def test_times_are_written_in_words_in_japanese() -> None:
    assert clock("10:40", "ja") == "10時40分"
    assert clock("09:00", "ja") == "9時"
    assert clock("夕方", "ja") == "夕方"
    assert clock("10:40", "en") == "10:40"


def test_the_card_names_the_meeting_that_was_fixed_and_where_to_meet() -> None:
    plan = MeetingPlan(
        referral_id=1, on=date(2026, 12, 8), at="19:00", meet_at="改札前", meet_time="18:40", companion="会の先輩"
    )
    said = {fact.label: fact.text for fact in card(plan=plan).facts}
    assert said["次の集まり"] == "令和8年12月8日(火)\n19:00"
    assert said["待ち合わせ"] == "18:40 改札前"
    assert said["いっしょに行く人"] == "会の先輩"


def test_a_meeting_that_is_over_gives_way_to_the_next_one() -> None:
    past = MeetingPlan(referral_id=1, on=date(2020, 1, 7), meet_at="改札前")
    assert card(plan=past) == card()

"""The code lists as shipped: equal to the contract, and readable as people write them."""

from __future__ import annotations

import pytest

from referral_desk.domain import codes
from referral_desk.domain.codes import Code, CodeBook, CodeList, InstitutionKind, Paper, written_form
from referral_desk.resources import code_book

BOOK = code_book()
CONTRACT = {
    "institution_kinds": (
        "welfare_office 福祉事務所, livelihood_consultation 自立相談支援機関, "
        "self_help_group 自助グループ, family_group 家族会, peer_support_group ピアサポートグループ, "
        "volunteer_group ボランティアグループ, welfare_commissioner 民生委員・児童委員, "
        "health_promotion_volunteer 健康づくり推進員等, "
        "neighbourhood_association 自治会・町内会・婦人会等, life_stage_group ライフステージ型住民組織, "
        "medical_institution 医療機関, visiting_nurse 訪問看護, consultation_support 相談支援事業所, "
        "core_consultation_centre 基幹相談支援センター, day_service 通所系サービス, "
        "home_visit_service 訪問系サービス, residential_service 施設・グループホーム, "
        "regional_life_support_base 地域生活支援拠点等, employment_support 就労系サービス, "
        "employment_office ハローワーク・企業等, community_support_centre 地域包括支援センター, "
        "social_welfare_council 社会福祉協議会, mental_health_centre 精神保健福祉センター, "
        "municipality 市町村・都道府県, legal_and_debt 法律・債務相談, other その他"
    ),
    "contact_services": (
        "consultation 相談, day_care デイ・ケア, home_visit 訪問指導, telephone 電話相談, email メール相談"
    ),
    "contact_categories": (
        "older_age 老人精神保健, reintegration 社会復帰, alcohol アルコール, drugs 薬物, "
        "gambling ギャンブル, gaming ゲーム, adolescence 思春期, mental_wellbeing 心の健康づくり, "
        "depression うつ・うつ状態, eating_disorder 摂食障害, epilepsy てんかん, other その他"
    ),
    "factors": (
        "social_withdrawal ひきこもり, developmental 発達障害, suicide_related 自殺関連, "
        "bereaved_by_suicide 自死遺族, crime_victim 犯罪被害, disaster 災害"
    ),
    "engagement_states": "engaged 関わりあり, ended 終了, declined 本人辞退",
    "channels": (
        "going_along 同行, in_person 対面, telephone 電話, online オンライン, letter 文書, leaflet 資料, not_yet 未実施"
    ),
    "consents": "written 文書, oral 口頭, none なし",
    "reporters": "client 本人, family 家族, receiver 機関, staff 職員",
    "referral_statuses": (
        "draft 下書き, requested 依頼済, accepted 受入了承, in-progress 支援中, on-hold 保留, "
        "completed 完了, rejected 受入不可, cancelled 取下げ, failed 不成立, entered-in-error 誤登録"
    ),
    "handoff_modes": (
        "accompanied 同行, introduced_in_person 同席紹介, three_way_call 同席電話・オンライン, "
        "staff_to_staff 機関間連絡のみ, letter_only 文書のみ, information_only 情報提供のみ"
    ),
    "outcomes": (
        "not_yet_checked 未確認, first_attended 初回参加, continuing 継続, got_help 支援につながった, "
        "waitlisted 待機, no_show 不参加, could_not_contact 連絡つかず, client_declined 本人辞退, "
        "not_eligible 対象外, no_capacity 受入枠なし, referred_elsewhere 他機関へ, unknown 不明"
    ),
    "benefits": "outpatient_support 自立支援医療(精神通院), disability_certificate 精神障害者保健福祉手帳",
}
LABELS = {
    "sexes": "男 女 その他 不明",
    "public_assistance": "受給中 なし 不明",
    "outpatient_support": "利用中 なし 不明",
    "disability_certificates": "1級 2級 3級 なし 不明",
    "attendees": "本人 家族 どなたでも",
    "anonymity": "匿名 実名",
    "operators": "直営 委託 その他",
    "spoke_with": "本人 家族 関係機関",
}
CLOSED = {
    "referral_statuses": codes.ReferralStatus,
    "handoff_modes": codes.HandoffMode,
    "channels": codes.Channel,
    "outcomes": codes.Outcome,
    "engagement_states": codes.EngagementState,
    "consents": codes.ConsentKind,
    "reporters": codes.Reporter,
    "answers": codes.Answer,
    "spoke_with": codes.SpokeWith,
    "contact_services": codes.ContactService,
    "sexes": codes.Sex,
    "public_assistance": codes.PublicAssistance,
    "outpatient_support": codes.OutpatientSupport,
    "disability_certificates": codes.DisabilityCertificate,
    "attendees": codes.Attendees,
    "anonymity": codes.Anonymity,
    "operators": codes.Operator,
    "urgencies": codes.Urgency,
    "legal_bases": codes.LegalBasis,
}
LISTS = tuple(name for name in CodeBook.__dataclass_fields__ if name != "minimal_items")


def listed(name: str) -> CodeList[Code]:
    found = getattr(BOOK, name)
    assert isinstance(found, CodeList)
    return found


@pytest.mark.parametrize("name", CONTRACT)
def test_codes_and_labels_are_those_that_files_rely_on_in_their_order(name: str) -> None:
    expected = [tuple(entry.split(" ", 1)) for entry in CONTRACT[name].split(", ")]
    assert [(item.code, item.ja) for item in listed(name).items] == expected


@pytest.mark.parametrize("name", LABELS)
def test_labels_of_the_columns_cells_are_those_that_files_rely_on(name: str) -> None:
    assert [item.ja for item in listed(name).items] == LABELS[name].split()


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_list_holds_exactly_the_members_that_the_rules_know_in_their_order(name: str) -> None:
    assert [item.code for item in listed(name).items] == [member.value for member in CLOSED[name]]


@pytest.mark.parametrize("name", LISTS)
def test_every_code_and_label_names_one_entry_only(name: str) -> None:
    texts: dict[str, str] = {}
    for item in listed(name).items:
        assert item.ja.strip()
        assert item.en.strip()
        for text in {written_form(text) for text in (item.code, item.ja, item.en)}:
            assert texts.setdefault(text, item.code) == item.code, text


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_is_found_by_its_code_and_either_label(name: str) -> None:
    for item in listed(name).items:
        for text in (item.code, item.ja, item.en, f"　{item.ja} ", item.en.upper()):
            assert listed(name).find(text) is item


def test_width_case_and_blanks_do_not_matter_in_a_cell() -> None:
    grades = BOOK.disability_certificates
    assert grades.find("２級") is grades["grade_2"]
    assert BOOK.contact_services.find("ﾃﾞｲ・ｹｱ") is BOOK.contact_services["day_care"]
    assert BOOK.contact_services.find("HOME_VISIT") is BOOK.contact_services["home_visit"]


def test_a_blank_cell_or_an_unknown_word_names_nothing() -> None:
    assert BOOK.factors.find("") is None
    assert BOOK.factors.find("　") is None
    assert BOOK.factors.find("ひきこもり？") is None


def test_a_code_that_left_the_list_is_shown_as_it_is() -> None:
    assert BOOK.factors.label("gone", "ja") == "gone"
    assert BOOK.factors.label("", "ja") == ""
    assert BOOK.factors.get("gone") is None
    assert "gone" not in BOOK.factors


def test_a_centres_own_kinds_come_after_other() -> None:
    own = InstitutionKind("sauna", "サウナ", "Sauna", "neighbourhood", Paper.LETTER, "private")
    kinds = code_book((own,)).institution_kinds
    assert [kind.code for kind in kinds.items[-2:]] == ["other", "sauna"]
    assert kinds.find("サウナ") == own


def test_every_kind_stands_in_a_domain_of_life() -> None:
    assert {kind.domain for kind in BOOK.institution_kinds.items} <= {item.code for item in BOOK.life_domains.items}


def test_a_label_follows_the_language() -> None:
    assert BOOK.channels.label("telephone", "ja") == "電話"
    assert BOOK.channels.label("telephone", "en") == BOOK.channels["telephone"].en != "電話"

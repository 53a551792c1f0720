"""Every kind of paper in four kinds of text: short, long, hostile, with rare kanji.

Papers whose composing has tests of its own are frozen here directly: what ``reports`` is handed is what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from referral_desk import resources
from referral_desk.domain.codes import Goal, Sex
from referral_desk.domain.documents.card import Card, CardLanguage, CardLayout, CardSheet, compose_card
from referral_desk.domain.documents.conference_sheet import ConferenceSheet, SheetSection, SheetTable
from referral_desk.domain.documents.consent_form import Box, ConsentForm, Line, Part
from referral_desk.domain.documents.correction_sheet import CorrectionSheet
from referral_desk.domain.documents.directory_pages import DirectoryEntry, DirectoryPages, DirectorySection
from referral_desk.domain.documents.disclosure_log import DisclosureLog, LogLine
from referral_desk.domain.documents.ecomap_page import compose_ecomap_page
from referral_desk.domain.documents.fax_cover import compose_fax_cover
from referral_desk.domain.documents.genogram_page import compose_genogram_page
from referral_desk.domain.documents.goal_sheet import compose_goal_sheet
from referral_desk.domain.documents.handover_sheet import HandoverSheet
from referral_desk.domain.documents.held_record import HeldEntry, HeldFact, HeldPaper, HeldPart, HeldSection
from referral_desk.domain.documents.letter import addressee_lines, compose_letter
from referral_desk.domain.documents.meeting_calendar import CalendarChoice, compose_meeting_calendar
from referral_desk.domain.documents.phone_sheet import PhoneSheet
from referral_desk.domain.documents.place_list import compose_place_list
from referral_desk.domain.documents.postage import (
    Address,
    address_of,
    compose_envelope,
    compose_labels,
    compose_placement_test,
)
from referral_desk.domain.documents.recovery_sheet import compose_recovery_sheet
from referral_desk.domain.documents.register import EntryTable, Register, Signature
from referral_desk.domain.documents.report_form_page import PaperHead, PaperLine, ReportFormPage
from referral_desk.domain.documents.summary import compose_summary
from referral_desk.domain.documents.tally_page import compose_tally_page
from referral_desk.domain.documents.text import About
from referral_desk.domain.ecomap_subjects import AroundClient, Speech
from referral_desk.domain.engagement import Engagement
from referral_desk.domain.fax import REMARK_LIMIT, FaxDraft, NumberCheck
from referral_desk.domain.form_filling import LineKind
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.sbirts import InterventionDraft
from referral_desk.domain.stationery import IN_PLACE, Offset
from referral_desk.i18n import Language, translator
from referral_desk.reports.render import Document
from referral_desk.reports.stationery import envelope_forms, label_forms
from referral_desk.reports.wording import card_wording, letter_wording
from tests.reports import samples
from tests.reports.test_audit_report import report

CODES = resources.code_book()
NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - wall-clock time, as papers say it


@dataclass(frozen=True)
class Typed:
    """What a person typed: a name with kana, one line such as an address, a text of any length."""

    name: str
    kana: str
    line: str
    text: str


TYPED = {
    "short": Typed("見本 花子", "ミホン ハナコ", "架空市見本町1-1", "家賃について相談したい。"),
    "long": Typed(
        "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処",
        "ジュゲムジュゲムゴコウノスリキレカイジャリスイギョノスイギョウマツ",
        "架空県架空市大字見本字例田一千二百三十四番地五十六\n見本団地第三街区十二号棟一〇三号室\n試山方（呼鈴は二度）",
        samples.LONG_HISTORY,
    ),
    "hostile": Typed(
        samples.HOSTILE, "</para><b>&", "「」、。）」』（「（\u202eabc\u202c\t&lt;", f"{samples.HOSTILE}\n" * 3
    ),
    "rare": Typed(
        samples.RARE, "ヅヷヸ゛ヿ", f"架空市{samples.RARE}町", f"{samples.RARE}は、鄧小塹・髙島屋の話をされた。" * 2
    ),
}
"""The four kinds."""

Writer = Callable[[Typed, Language], Document]


def letter(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the letter of a referral."""
    referral = samples.referral(client_name=typed.name, request=typed.line, background=typed.text)
    client = samples.client(name=typed.name, kana=typed.kana, address=typed.line)
    return compose_letter(
        referral=referral,
        client=client,
        institution=replace(samples.OFFICE, name=typed.name),
        centre=samples.CENTRE,
        staff=samples.STAFF,
        wording=letter_wording(CODES.institution_kinds[samples.OFFICE.kind], language),
        codes=CODES,
        language=language,
        tr=translator(language),
        issued_on=samples.DAY,
        allowed=samples.everything(CODES, referral),
        number=104,
        reply_by=date(2026, 12, 8),
    )


def envelope(typed: Typed, language: Language = Language.JA) -> Document:
    """Return an envelope with the frames of its post code."""
    return compose_envelope(
        to=_address(typed, language),
        centre=samples.CENTRE,
        form=envelope_forms()[0],
        language=language,
        tr=translator(language),
        offset=IN_PLACE,
        frames=True,
    )


def fax_cover(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the cover of a fax."""
    return compose_fax_cover(
        draft=FaxDraft(number="059-000-0103", last_digits="0103", remark=typed.text[:REMARK_LIMIT]),
        check=NumberCheck.LAST_DIGITS,
        addressee=(typed.name, typed.kana),
        subject=typed.line,
        reference="104",
        behind=2,
        centre=samples.CENTRE,
        staff=samples.STAFF,
        day=samples.DAY,
        language=language,
        tr=translator(language),
    )


def labels(typed: Typed, language: Language = Language.JA) -> Document:
    """Return a sheet of labels that was begun."""
    return compose_labels(
        labels=[_address(typed, language), _address(TYPED["short"], language)] * 3,
        centre=samples.CENTRE,
        form=label_forms()[0],
        language=language,
        tr=translator(language),
        start=2,
        offset=IN_PLACE,
    )


def _address(typed: Typed, language: Language) -> Address:
    office = replace(
        samples.OFFICE, name=typed.name, contact_name=typed.kana, postal_code="510-0088", address=typed.line
    )
    return address_of(office, addressee_lines(office, letter_wording(CODES.institution_kinds[office.kind], language)))


def placement_test(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the page that shows where labels fall; nothing on it is typed but the centre's name."""
    return compose_placement_test(
        form=label_forms()[0],
        centre=replace(samples.CENTRE, name=typed.name),
        language=language,
        tr=translator(language),
        offset=Offset(1.5, -2),
    )


def card_sheet(typed: Typed, language: Language = Language.JA) -> Document:
    """Return ten small cards on A4."""
    written = card(typed, language)
    assert isinstance(written, Card)
    return CardSheet(written, CardLayout.TEN_SMALL)


def card(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the card for a group."""
    return compose_card(
        institution=replace(samples.GROUP, name=typed.name, venue=typed.line, contact_name=typed.kana),
        centre=samples.CENTRE,
        wording=card_wording(CardLanguage(language)),
        codes=CODES,
        language=CardLanguage(language),
        tr=translator(language),
        now=NOW,
        is_holiday=lambda _day: False,
    )


def summary(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the summary of a client."""
    return compose_summary(
        client=samples.client(name=typed.name, kana=typed.kana, address=typed.line, note=typed.text),
        board=samples.board(CODES),
        referrals=samples.REFERRALS,
        follow_ups=samples.FOLLOW_UPS,
        contacts=tuple(replace(each, note=typed.line) for each in samples.CONTACTS),
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=translator(language),
        today=samples.DAY,
    )


def tally(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the tally of a month; only the centre's name is typed."""
    tr = translator(language)
    return compose_tally_page(
        tally=samples.tally(CODES),
        centre=replace(samples.CENTRE, department=typed.name),
        codes=CODES,
        language=language,
        tr=tr,
        made_on=samples.DAY,
        charts=samples.charts(CODES, language, tr).all(),
    )


def recovery(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the sheet with the recovery code."""
    return compose_recovery_sheet(
        code="WWWWW-MQMQM-0D8BS-5SZ2Z-1J7T1-AAAAA-VYXKX-GC69N",
        centre=replace(samples.CENTRE, department=typed.name),
        login="midori",
        made_at=NOW,
        language=language,
        tr=translator(language),
    )


def audit(_typed: Typed, language: Language = Language.JA) -> Document:
    """Return the month's printout of the audit trail, on which nothing is typed."""
    return report(language=language)


def _about(title: str, language: Language) -> About:
    return About(language, title, samples.CENTRE.name)


def _table(typed: Typed) -> EntryTable:
    row = ("00057", typed.name, "R8.11.23(月)", typed.line)
    long = ("00058", typed.name, "R8.11.24(火)", typed.text[:900])
    return EntryTable("一覧（32件）", ("番号", "氏名", "日付", "内容"), (*[row] * 30, long, row), "ありません。")


def register(typed: Typed, language: Language = Language.JA) -> Document:
    """Return a register of many rows, one of them long."""
    return Register(
        about=_about("廃棄簿", language),
        title="廃棄簿",
        centre=samples.CENTRE.name,
        made_on="令和8年11月23日作成",
        remark=typed.line,
        table=_table(typed),
        shares=(0.1, 0.3, 0.16, 0.44),
        signatures_heading="確認",
        signatures=(Signature("所長", "年月日"), Signature("担当者", "年月日")),
        mark="取扱注意",
    )


def correction(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the correction sheet of a closed month."""
    figures = EntryTable(
        "変わる数値（2件）",
        ("表", "様式の行", "数えるもの", "提出時", "訂正後", "差"),
        (("方法別", typed.name, "延人員", "1,204", "1,205", "+1"),) * 2,
        "",
    )
    entries = EntryTable(
        "締め後の入力（1件）",
        ("記録", "変更の種類", "利用者番号", "日付", "内容", "最終変更"),
        (("相談", "追加", "00057", "R8.10.3(土)", typed.line, "R8.11.5(木)"),),
        "",
    )
    return CorrectionSheet(
        about=_about("訂正票 令和8年10月", language),
        title="訂正票 令和8年10月",
        centre=samples.CENTRE.name,
        made_on="令和8年11月23日作成",
        closing=("令和8年11月2日 17:05 見本 みどり 締め", "監査証跡の末尾: 1234 ab12"),
        figures=figures,
        first_figure=3,
        entries=entries,
        notes=(typed.text[:400],),
        signatures_heading="確認",
        signatures=(Signature("所長", "年月日"),),
    )


def disclosure_log(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the disclosure log of a client."""
    cells = ("R8.11.23(月)", typed.name, typed.line, "本人の同意（R8.11.1）", "文書", "見本 みどり")
    long = ("R8.11.24(火)", "架空市福祉事務所", typed.text, "法令に基づく", "電話", "見本 みどり")
    return DisclosureLog(
        about=_about("情報提供記録", language),
        client=f"No. 00057　{typed.name}",
        centre=samples.CENTRE.name,
        made_on="令和8年11月23日作成",
        confidential="取扱注意",
        columns=("日付", "提供先", "内容", "根拠", "方法", "担当"),
        lines=(LogLine(cells), LogLine(long), LogLine(cells, f"取消：{typed.kana}")),
        none="",
        note="記録は削除しません。",
    )


def handover(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the hand-over sheet of a day."""
    columns = ("日付", "利用者", "内容", "機関・担当")
    row = ("R8.11.24(火)", f"00057 {typed.name}", typed.text[:200], typed.line)
    return HandoverSheet(
        about=_about("申し送り票", language),
        title="申し送り票　令和8年11月23日(月)",
        centre=samples.CENTRE.name,
        made_on="作成：見本 みどり",
        confidential="取扱注意",
        tables=(
            EntryTable("残っていること", columns, (row,) * 3, ""),
            EntryTable("令和8年11月24日(火)までの予定", columns, (), "予定はありません。"),
            EntryTable("今日したこと", columns, (row,), ""),
        ),
        lines_heading="申し送り事項",
        lines=5,
    )


def conference(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the sheet of a conference."""
    return ConferenceSheet(
        about=_about("支援会議 記録票", language),
        confidential="取扱注意",
        remark=typed.line,
        facts=(("日時", "令和8年11月23日(月) 14:00"), ("場所", typed.line), ("御本人", typed.name)),
        attendees=SheetTable(
            "出席者", ("所属", "氏名", "役割"), ((typed.line, typed.name, "司会"),) * 3, (0.5, 0.3, 0.2)
        ),
        sections=(SheetSection("共有したこと", typed.text), SheetSection("課題", "", lines=3)),
        tasks=SheetTable(
            "役割分担", ("誰が", "何を", "いつまで"), ((typed.name, typed.line, "R8.12.1"),), (0.3, 0.5, 0.2), 2
        ),
        last=(SheetSection("次回", typed.line),),
        none="なし",
        made_on="令和8年11月23日現在",
        centre=samples.CENTRE.name,
    )


def consent(typed: Typed, language: Language = Language.JA) -> Document:
    """Return a consent form to sign."""
    return ConsentForm(
        about=_about("個人情報の提供に関する同意書", language),
        addressed_to="架空市保健所長 様",
        lead="私は、支援を受けるため、下記のとおり情報が提供されることに同意します。",
        parts=(
            Part("目的", typed.text[:300]),
            Part("提供先", boxes=(Box(typed.name, ticked=True), Box(typed.line), Box("")), lines=1),
            Part("提供する項目", boxes=tuple(Box(each) for each in ("氏名", "住所", "経緯", "収入", "診断")), across=3),
        ),
        rights_heading="署名の前にお読みください",
        rights=("同意はいつでも取り消せます。", "同意しなくても、不利益はありません。"),
        signed_heading="署名",
        signed=(Line("氏名", typed.name), Line("日付")),
        stands_in_heading="代理の方が署名する場合",
        stands_in=(Line("氏名"), Line("続柄", typed.kana)),
        oral_heading="口頭で同意した場合（職員が記入）",
        oral=(Line("聴取者", "見本 みどり"),),
        copies="2部作成し、1部を御本人にお渡しします。",
        contact=(("担当", typed.name), ("電話", "059-000-0000")),
        foot="利用者番号 00057",
        remarks=(typed.line,),
    )


def ecomap(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the eco-map of a client."""
    kinds = [item.code for item in CODES.institution_kinds.items][:9]
    engaged = tuple(
        Engagement(
            id=number,
            version=1,
            client_id=57,
            institution_id=number,
            institution_name=typed.name if number == 1 else f"架空機関{number}",
            kind=kind,
        )
        for number, kind in enumerate(kinds, 1)
    )
    around = AroundClient(client=samples.client(name=typed.name, kana=typed.kana), engagements=engaged)
    speech = Speech(CODES, language, translator(language), samples.DAY)
    return compose_ecomap_page(around, centre=samples.CENTRE, speech=speech)


def genogram(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the genogram of a household."""
    members = (
        MemberDraft(client_id=57, name=typed.name, relation="self", sex=Sex.FEMALE, lives_together=True),
        MemberDraft(name=typed.name, relation="father", sex=Sex.MALE, birth=date(1946, 3, 1), lives_together=True),
        MemberDraft(name="見本 さくら", relation="daughter", sex=Sex.FEMALE, lives_together=True),
    )
    return compose_genogram_page(
        client=samples.client(name=typed.name, kana=typed.kana),
        household=HouseholdDraft(members=members),  # type: ignore[arg-type]
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=translator(language),
        today=samples.DAY,
    )


def goals(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the sheet a client takes home."""
    agreed = InterventionDraft(
        client_id=57,
        on=samples.DAY,
        target="alcohol",
        goal=Goal.LESS,
        goal_words=typed.line,
        drinks_per_day=2,
        drink_grams=10,
        dry_days=2,
        what_helps=typed.text[:600],
        look_again_on=date(2026, 12, 21),
    )
    return compose_goal_sheet(agreed=agreed, centre=samples.CENTRE, language=language, tr=translator(language))


def held(typed: Typed, language: Language = Language.JA) -> Document:
    """Return everything held about a person."""
    facts = (HeldFact("氏名", typed.name), HeldFact("住所", typed.line), HeldFact("経緯", typed.text))
    entry = HeldEntry("令和8年11月23日の相談", facts, (HeldSection("訂正", (HeldEntry("", facts[:2]),)),))
    return HeldPaper(
        about=_about("あなたについて保有している情報", language),
        confidential="取扱注意",
        whose=f"No. 00057　{typed.name}",
        centre=samples.CENTRE.name,
        made="令和8年11月23日作成",
        foot="取扱注意　架空市保健所",
        parts=(
            HeldPart("第1部", "本人の記録です。", (HeldSection("相談", (entry, entry)),), "なし：紹介"),
            HeldPart("第2部", "他の方の話を含みます。", (HeldSection("相談", (entry,)),), ""),
        ),
    )


def meetings(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the calendar of a month's meetings."""
    return compose_meeting_calendar(
        institutions=(replace(samples.GROUP, name=typed.name, venue=typed.line),),
        month=(2026, 11),
        choice=CalendarChoice(),
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=translator(language),
        holiday_name=lambda day: "勤労感謝の日" if (day.month, day.day) == (11, 23) else "",
    )


def places(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the list of places."""
    return compose_place_list(
        institutions=(replace(samples.GROUP, name=typed.name, venue=typed.line, fee=typed.kana), samples.GROUP),
        centre=samples.CENTRE,
        codes=CODES,
        language=language,
        tr=translator(language),
        now=NOW,
        is_holiday=lambda _day: False,
    )


def report_form(typed: Typed, language: Language = Language.JA) -> Document:
    """Return a filled report form."""
    figures = ("1,204", "976", "31.4%")
    return ReportFormPage(
        about=_about("地域保健事業報告", language),
        title=typed.name,
        period="令和8年10月",
        centre=samples.CENTRE.name,
        state="締め済み",
        fields=(("提出先", typed.line), ("提出日", "")),
        corner="区分",
        heads=(PaperHead("相談", 0, 2), PaperHead("", 2, 1)),
        columns=("延人員", "実人員", "割合"),
        totals=(False, False, True),
        lines=(
            *(PaperLine(LineKind.ROW, f"{typed.kana[:12]}{number}", figures) for number in range(8)),
            PaperLine(LineKind.TOTAL, "計", figures),
            PaperLine(LineKind.AGAIN, "ひきこもり", figures),
        ),
        again="再掲",
        notes=(typed.text[:300],),
        made_on="令和8年11月23日作成",
        wide=False,
    )


def directory(typed: Typed, language: Language = Language.JA) -> Document:
    """Return pages of the directory."""
    facts = (("所在地", typed.line), ("備考", typed.text[:400]))
    entry = DirectoryEntry(typed.name, typed.kana, typed.line, "059-000-0000", "R8.11.1", stale=True, facts=facts)
    plain = DirectoryEntry(
        "架空の会", "カクウノカイ", "どなたでも", "059-000-0001", "R8.11.1", stale=False, facts=facts[:1]
    )
    return DirectoryPages(
        about=_about("機関名簿", language),
        mark="取扱注意",
        remarks=(typed.line,),
        contents="目次",
        phone_label="電話",
        sections=(
            DirectorySection("福祉事務所", "12件", (entry, *[plain] * 11)),
            DirectorySection("自助グループ", "2件", (plain, entry)),
        ),
        none="",
        continued="{kind}（続き）",
    )


def phone_sheet(typed: Typed, language: Language = Language.JA) -> Document:
    """Return the sheet for the phone."""
    return PhoneSheet(
        about=_about("電話でつなぐとき", language),
        mark="取扱注意",
        institution=typed.name,
        meant_for=typed.kana,
        warning=typed.line,
        phone_label="電話",
        phone="059-000-0000",
        facts=(("受付", "平日 9時〜17時"), ("所在地", typed.line)),
        script_label="話すこと",
        first_words=typed.text[:300],
        steps=("名前と所属を言う。", "御本人に替わる。"),
        client=None,
        agreed_label="確かめること",
        agreed=(),
        note_label="メモ",
        after="電話が終わったら、引継ぎを記録します。",
    )


PAPERS: dict[str, Writer] = {
    "letter": letter,
    "card": card,
    "card_sheet": card_sheet,
    "envelope": envelope,
    "fax_cover": fax_cover,
    "labels": labels,
    "placement_test": placement_test,
    "summary": summary,
    "tally": tally,
    "recovery_sheet": recovery,
    "audit_report": audit,
    "register": register,
    "correction_sheet": correction,
    "disclosure_log": disclosure_log,
    "conference_sheet": conference,
    "consent_form": consent,
    "ecomap": ecomap,
    "genogram": genogram,
    "goal_sheet": goals,
    "handover_sheet": handover,
    "held_record": held,
    "meeting_calendar": meetings,
    "place_list": places,
    "report_form": report_form,
    "directory_pages": directory,
    "phone_sheet": phone_sheet,
}
"""Every kind of document that :func:`referral_desk.reports.render.render` draws."""

SAYS: dict[str, Callable[[Typed], tuple[str, ...]]] = {
    "letter": lambda typed: (typed.name, typed.kana, typed.line, typed.text),
    "card": lambda typed: (typed.name, typed.kana, typed.line),
    "card_sheet": lambda typed: (typed.name, typed.kana, typed.line),
    "fax_cover": lambda typed: (typed.name, typed.kana, typed.line, typed.text[:REMARK_LIMIT]),
    "envelope": lambda typed: (typed.line, typed.name, typed.kana),
    "labels": lambda typed: (typed.line, typed.name, typed.kana),
    "placement_test": lambda _typed: (),
    "summary": lambda typed: (typed.name, typed.kana, typed.line, typed.text),
    "tally": lambda typed: (typed.name,),
    "recovery_sheet": lambda typed: (typed.name,),
    "audit_report": lambda _typed: (),
    "register": lambda typed: (typed.name, typed.line, typed.text[:900]),
    "correction_sheet": lambda typed: (typed.name, typed.line, typed.text[:400]),
    "disclosure_log": lambda typed: (typed.name, typed.kana, typed.line, typed.text),
    "conference_sheet": lambda typed: (typed.name, typed.line, typed.text),
    "consent_form": lambda typed: (typed.name, typed.kana, typed.line, typed.text[:300]),
    "ecomap": lambda typed: (typed.name, typed.kana),
    "genogram": lambda typed: (typed.name, typed.kana),
    "goal_sheet": lambda typed: (typed.line, typed.text[:600]),
    "handover_sheet": lambda typed: (typed.name, typed.line, typed.text[:200]),
    "held_record": lambda typed: (typed.name, typed.line, typed.text),
    "meeting_calendar": lambda typed: (typed.name,),
    "place_list": lambda typed: (typed.name, typed.kana, typed.line),
    "report_form": lambda typed: (typed.name, typed.line, typed.text[:300]),
    "directory_pages": lambda typed: (typed.name, typed.kana, typed.line, typed.text[:400]),
    "phone_sheet": lambda typed: (typed.name, typed.line, typed.text[:300]),
}
"""What of the typed text each kind of paper says whole."""

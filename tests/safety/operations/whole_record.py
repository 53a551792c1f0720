"""Writing what belongs to a person's whole record: from her consent to the disposal of an old record."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date

from referral_desk.domain.benefit import BenefitDraft
from referral_desk.domain.closing import ClosingDraft
from referral_desk.domain.codes import LegalBasis
from referral_desk.domain.conference import Attendee, ConferenceEntry, TaskLine, entry_of
from referral_desk.domain.disclosure import DisclosureDraft
from referral_desk.domain.household import HouseholdDraft, MemberDraft
from referral_desk.domain.inbound import InboundDraft
from referral_desk.domain.outgoing import Choice, told_at_first
from referral_desk.domain.supporter import SupporterDraft
from referral_desk.services import (
    benefits,
    clients,
    closed_months,
    conference_papers,
    conferences,
    consents,
    contacts,
    disclosures,
    disposal,
    document_register,
    documents,
    households,
    inbound,
    supporters,
    tasks,
)
from referral_desk.services import (
    closing as closings,
)
from referral_desk.services.centre import open_with_key
from referral_desk.services.outgoing import outgoing
from tests.making import CALL, TODAY, add_consent, add_contact, add_referral, consent_draft, contact_draft, today
from tests.safety import patterns
from tests.safety.ground import Case
from tests.safety.operations.operation import Operation, Step, Window

SENT = InboundDraft(client_id=1, institution_id=1, on=TODAY, request="近況" * 300)
TOLD = DisclosureDraft(
    client_id=1,
    on=TODAY,
    institution_id=1,
    method="telephone",
    items=("name", "request"),
    basis=LegalBasis.CONSENT,
)


def agree_and_tell(case: Case) -> list[Step]:
    """Record a consent, write a letter on it, revoke it for another, log a call, and withdraw the consent."""
    window = Window(case)
    known: dict[str, int] = {}

    def consent() -> None:
        known["consent"] = add_consent(window.centre, purpose="目的" * 400).id

    def change() -> None:
        draft = consent_draft(items=("name", "history", "request"), note="追記" * 400)
        consents.save(window.centre, draft, consent_id=known["consent"], reason="追記")

    def refer() -> None:
        known["referral"] = add_referral(window.centre, 1, 1, CALL, consent=None).id

    def letter() -> None:
        documents.letter(window.centre, known["referral"])

    def revoke() -> None:
        document_id = clients.page(window.centre, 1).documents[0].id
        document_register.revoke(window.centre, document_id, "宛先違い" * 200)

    def anew() -> None:
        seen = outgoing(window.centre, known["referral"])
        assert seen is not None
        choice = Choice(told_at_first(seen.items), seen.to)
        documents.letter(window.centre, known["referral"], choice=choice)

    def tell() -> None:
        disclosures.record(window.centre, TOLD)

    def withdraw() -> None:
        consents.withdraw(window.centre, known["consent"], TODAY, "本人の申し出")

    steps = {"consent": consent, "change": change, "refer": refer, "letter": letter, "revoke": revoke, "anew": anew}
    steps |= {"tell": tell, "withdraw": withdraw}
    return window.between(*(Step(name, do) for name, do in steps.items()))


def around_her(case: Case) -> list[Step]:
    """Correct a contact, enter benefit, household, supporter, who sent her and a conference; renew and correct."""
    window = Window(case)
    known: dict[str, int] = {}

    def contact() -> None:
        add_contact(window.centre, 1, factors=("disaster",), note="面談" * 800)

    def correct() -> None:
        changed = contact_draft(1, note="訂正" * 800, factors=("developmental",))
        contacts.correct(window.centre, 1, changed, version=1, reason="聞き違い")

    def benefit() -> None:
        draft = BenefitDraft(client_id=1, kind="public_assistance", since=TODAY, case_number="第1号")
        known["benefit"] = benefits.save(window.centre, draft).record.id

    def household() -> None:
        members = (MemberDraft(client_id=1, relation="self"), MemberDraft(name="見本 太郎", relation="father"))
        households.save(window.centre, 1, HouseholdDraft(members=members, case_number="第1号", note="記録" * 400))

    def renumber() -> None:
        draft = BenefitDraft(client_id=1, kind="public_assistance", since=TODAY, case_number="第2号")
        benefits.save(window.centre, draft, benefit_id=known["benefit"])

    def renew() -> None:
        benefits.renew(
            window.centre,
            known["benefit"],
            BenefitDraft(client_id=1, kind="public_assistance", since=date(2027, 1, 1), case_number="第3号"),
        )

    def others() -> None:
        supporters.save(window.centre, SupporterDraft(client_id=1, kind="friend", name="例田 友子"))

    def sent() -> None:
        known["inbound"] = inbound.save(window.centre, SENT).record.id

    def reply() -> None:
        inbound.reply(window.centre, known["inbound"], TODAY, "伝えた")

    steps = {
        "contact": contact,
        "correct": correct,
        "benefit": benefit,
        "household": household,
        "renumber": renumber,
        "renew": renew,
        "supporter": others,
        "inbound": sent,
        "reply": reply,
    }
    return window.between(*(Step(name, do) for name, do in steps.items()))


def confer(case: Case) -> list[Step]:
    """Hold a conference, correct it, log who got its sheet, do a task, and take the conference back."""
    window = Window(case)
    known: dict[str, int] = {}
    entry = ConferenceEntry(
        client_id=1,
        kind="individual_support",
        on=TODAY,
        client_present=True,
        shared="状況" * 800,
        attendees=(Attendee("例田 一朗", "相談員", 1), Attendee("見本 太郎", "父")),
        tasks=(TaskLine(who="例田", what="移送費を確認する", due_on=TODAY), TaskLine(who="保健師", what="訪問")),
    )

    def hold() -> None:
        known["conference"] = conferences.save(window.centre, entry).record.id

    def correct() -> None:
        (stored,) = conferences.of_client(window.centre, 1).conferences
        known["task"] = stored.tasks[0].id
        changed = replace(entry_of(stored), attendees=stored.attendees[:1], plan="方針" * 800)
        conferences.save(window.centre, changed, conference_id=stored.id, version=stored.version, reason="訂正")

    def disclose() -> None:
        conference_papers.disclose(window.centre, known["conference"], [1, 2], ["name", "history"])

    def done() -> None:
        tasks.done(window.centre, known["task"], result="確認した")

    def remove() -> None:
        conferences.remove(window.centre, known["conference"], "誤って記録した")

    steps = {"hold": hold, "correct": correct, "disclose": disclose, "done": done, "remove": remove}
    return window.between(*(Step(name, do) for name, do in steps.items()))


def put_away(case: Case) -> list[Step]:
    """Close a month, dispose of an old record by two people, close another record and open it again."""
    window = Window(case)

    def month() -> None:
        closed_months.close_month(window.centre, 2020, 3)

    def propose() -> None:
        disposal.propose(window.centre, 1)

    def dispose() -> None:
        folder, key = case.centre.folder, case.centre.key
        with closing(open_with_key(folder, patterns.SECOND, key, today=today)) as second:
            disposal.dispose(second, 1)

    def close() -> None:
        closings.close(window.centre, 2, ClosingDraft(on=TODAY, reason="settled"))

    def reopen() -> None:
        closings.reopen(window.centre, 2, "再び相談があった")

    steps = {"month": month, "propose": propose, "dispose": dispose, "close": close, "reopen": reopen}
    return window.between(*(Step(name, do) for name, do in steps.items()))


AGREE = Operation("agree", patterns.with_clients, agree_and_tell)
AROUND = Operation("around", patterns.with_clients, around_her)
CONFER = Operation("confer", patterns.with_clients, confer)
PUT_AWAY = Operation("put-away", patterns.with_an_old_record, put_away)

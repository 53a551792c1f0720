"""The receiver's reply: status, outcome and next check of a referral in one step, and the reply filed with it."""

from __future__ import annotations

from referral_desk.db.queries import follow_ups, referrals
from referral_desk.domain import followup
from referral_desk.domain.access import Action
from referral_desk.domain.audit import Detail
from referral_desk.domain.changes import Saved
from referral_desk.domain.codes import Answer, Reporter
from referral_desk.domain.errors import Rejected
from referral_desk.domain.followup import FollowUpKind
from referral_desk.domain.messages import N_, message
from referral_desk.domain.reply import ReceiverReply, check_reply, consequence
from referral_desk.i18n import Language, translator
from referral_desk.services.centre import Centre
from referral_desk.services.followups import Undo, state, undoable
from referral_desk.services.lookup import found

_GONE = message(N_("This referral is no longer there."))


def record(centre: Centre, referral_id: int, reply: ReceiverReply) -> Saved[Undo]:
    """Store what the receiver answered: the referral moves on, its checks are done, the next one is set.

    The reply is filed with the check that waited for it, or as a check of its own where none did. Where something is
    still to come and nobody named a day, it is looked at again after the centre's usual number of days. Raises
    Rejected, NotFound.
    """
    today = centre.today()
    with centre.write(Action.SAVE_OUTCOME) as session:
        row = found(referrals.row_of(session, referral_id), _GONE)
        problems = check_reply(reply, row.status, row.on, today)
        if problems or reply.answer is None or reply.on is None:
            raise Rejected(problems)
        label = centre.codes.answers.label(reply.answer, centre.settings.language)
        follows = consequence(reply.answer, reply.remark, label, row.status, row.outcome)
        before = state(session, referral_id)
        row.status, row.reason = follows.status, follows.reason
        if follows.outcome is not None:
            told = reply.answer is not Answer.ACCEPTED
            row.outcome = follows.outcome
            row.outcome_on = reply.on if told else None
            row.reported_by = Reporter.RECEIVER if told else None
        added = []
        still_open = follow_ups.open_of(session, referral_id)
        for follow_up in still_open:
            follow_up.done_on = today
        words = _filed(centre, reply, label)
        asked = next((each for each in still_open if each.kind is FollowUpKind.REPLY), None)
        if asked is not None:
            asked.note = "\n".join(part for part in (asked.note, words) if part)
        else:
            added.append(follow_ups.add(session, referral_id, FollowUpKind.REPLY, reply.on, words, today).id)
        next_on = reply.next_on
        if next_on is None and follows.look_again:
            next_on = followup.suggested_follow_up(today, centre.settings.follow_up_days, None, centre.is_holiday)
        if next_on is not None:
            added.append(follow_ups.add(session, referral_id, FollowUpKind.OUTCOME, next_on, "").id)
        detail: Detail = {"reply": reply.answer.value}
        return undoable(session, before, added_follow_ups=tuple(added), detail=detail)


def _filed(centre: Centre, reply: ReceiverReply, label: str) -> str:
    """Return the reply as it is kept with the check, in the centre's language."""
    tr = translator(Language(centre.settings.language))
    by = tr("answered by: {name}").format(name=reply.answered_by.strip()) if reply.answered_by.strip() else ""
    lines = (tr("Reply: {answer}").format(answer=label), by, reply.remark.strip())
    return "\n".join(line for line in lines if line)

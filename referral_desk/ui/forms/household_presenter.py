"""The presenter of a household's form: its members as they are typed, put in order, added and taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from referral_desk.domain.client import Client, ClientRow
from referral_desk.domain.codes import CodeBook
from referral_desk.domain.errors import Problem
from referral_desk.domain.household import (
    SELF,
    Household,
    HouseholdDraft,
    Member,
    MemberDraft,
    check_household,
)
from referral_desk.domain.kinship import Kin, kin_of, rebased
from referral_desk.domain.messages import Message
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True)
class TypedHousehold:
    """What stands in the form: the household that is changed or joined (None: a new one), and its words."""

    household_id: int | None = None
    version: int | None = None
    name: str = ""
    case_number: str = ""
    note: str = ""
    members: tuple[Member, ...] = ()

    def draft(self) -> HouseholdDraft:
        """Return what is to be stored."""
        return HouseholdDraft(name=self.name, case_number=self.case_number, note=self.note, members=self.members)


def shown_member(member: MemberDraft) -> Member:
    """Return a member of a household that was read to be shown."""
    if isinstance(member, Member):
        return member
    return Member(**{field.name: getattr(member, field.name) for field in fields(MemberDraft)})


def typed(household: Household) -> TypedHousehold:
    """Return a stored household as the form holds it."""
    return TypedHousehold(
        household.id,
        household.version,
        household.name,
        household.case_number,
        household.note,
        tuple(map(shown_member, household.members)),
    )


def member_of(client: Client | ClientRow, relation: str = "") -> Member:
    """Return a client as a new member, shown by her own record."""
    return Member(
        client_id=client.id,
        name=client.name,
        kana=client.kana,
        sex=client.sex,
        birth=client.birth,
        birth_exact=client.birth_exact,
        number=client.number,
        relation=relation,
    )


class HouseholdPresenter(DraftPresenter[TypedHousehold]):
    """Enters the household of ``client``: a new one, or changes of ``household``; ``today`` is what births are before.

    The client is a member from the beginning, and in a new household the one to whom the others are related.
    """

    def __init__(self, client: Client, household: Household | None, codes: CodeBook, today: date) -> None:
        self.client = client
        self._codes = codes
        self._today = today
        begin = typed(household) if household else TypedHousehold(members=(member_of(client, SELF),))
        super().__init__(begin, stored=household is not None)

    @property
    def members(self) -> tuple[Member, ...]:
        """The members as typed so far."""
        return self.draft.members

    @property
    def joins(self) -> bool:
        """Whether saving puts the client into a household that others are in already."""
        return not self._stored and self.draft.household_id is not None

    def put_members(self, members: Sequence[Member], unread: Iterable[tuple[str, str, Message | None]] = ()) -> None:
        """Take over the members, and what of their texts is no value: (field, text, why; None: it is one)."""
        self.put(replace(self.draft, members=tuple(members)))
        self._unread = {field: (text, why) for field, text, why in unread if why is not None}
        self._typed = {}

    def choose_basis(self, place: int) -> None:
        """Relate everybody to the member at ``place``, whose relation so far still stands in the draft.

        Where that does not say how the others are related to her, it is to be said anew.
        """
        members = self.members
        if kin_of(members[place]) in (Kin.OTHER, Kin.UNRELATED):
            turned: tuple[MemberDraft, ...] = tuple(
                replace(each, relation=SELF if at == place else "") for at, each in enumerate(members)
            )
        else:
            turned = rebased(members, place)
        self.put(replace(self.draft, members=tuple(map(shown_member, turned))))

    def adopt(self, household: Household) -> None:
        """Join a household that a member is in already: show it, the client and who else was typed added to it."""
        there = {each.client_id for each in household.members if each.client_id is not None}
        mine = [
            replace(each, relation="", calls_for=None)
            for each in self.members
            if each.client_id is None or each.client_id not in there
        ]
        joined = typed(household)
        own = self.draft
        self.put(
            replace(
                joined,
                name=joined.name or own.name,
                case_number=joined.case_number or own.case_number,
                note=joined.note or own.note,
                members=(*joined.members, *mine),
            )
        )

    def check(self) -> Iterable[Problem]:
        return check_household(self.draft.draft(), self._today, self._codes)

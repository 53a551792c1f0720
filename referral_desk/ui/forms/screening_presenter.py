"""The screening form's presenter: scores as typed so far, what they come to, and which zones are still possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from referral_desk.domain.codes import CodeBook, ScreeningProfile, ScreeningTool, Sex, Zone
from referral_desk.domain.errors import NotReadable, Problem
from referral_desk.domain.messages import N_, Message, message
from referral_desk.domain.reading import whole_number
from referral_desk.domain.screening import (
    AUDIT,
    Score,
    Screening,
    ScreeningDraft,
    check_screening,
    possible_zones,
    profile_of,
    score_items,
    suggestion,
)
from referral_desk.ui.forms.presenter import DraftPresenter


@dataclass(frozen=True, kw_only=True)
class TypedScreening:
    """What stands in the form; ``items`` has None for an answer that is not there yet."""

    client_id: int
    screening_id: int | None = None
    path_id: int | None = None
    on: date | None = None
    tool: str = ""
    profile: str = ""
    drink_grams: int = 0
    items: tuple[int | None, ...] = ()
    total: int | None = None
    note: str = ""


class ScreeningPresenter(DraftPresenter[TypedScreening]):
    """Enters a screening of a client (``screening`` None), or corrects one.

    ``usual`` says by tool which profile and drink size a new one begins with; ``tool`` is the one to begin with.
    """

    def __init__(
        self,
        client_id: int,
        sex: Sex | None,
        screening: Screening | None,
        usual: Mapping[str, tuple[str, int]],
        codes: CodeBook,
        today: date,
        *,
        tool: str = AUDIT,
        path_id: int | None = None,
    ) -> None:
        self._codes = codes
        self._usual = usual
        self._today = today
        self.sex = sex
        self.screening = screening
        if screening is None:
            begins = TypedScreening(client_id=client_id, path_id=path_id, on=today)
            super().__init__(self._with_tool(begins, tool))
        else:
            shared = ("client_id", "on", "tool", "profile", "drink_grams", "items", "total", "note")
            begins = TypedScreening(screening_id=screening.id, **{name: getattr(screening, name) for name in shared})
            super().__init__(begins, stored=True)

    def _with_tool(self, draft: TypedScreening, code: str) -> TypedScreening:
        profile, grams = self._usual.get(code, ("", 0))
        blank = (None,) * len(self._codes.screening_tools[code].item_scores)
        return replace(draft, tool=code, profile=profile, drink_grams=grams, items=blank, total=None)

    @property
    def tool(self) -> ScreeningTool:
        """The tool in use."""
        return self._codes.screening_tools[self.draft.tool]

    @property
    def profile(self) -> ScreeningProfile | None:
        """By which thresholds it is read; None where the tool has none."""
        return profile_of(self.tool, self.draft.profile)

    @property
    def by_items(self) -> bool:
        """Whether the tool is entered item by item; a stored one of which only the total is known is not."""
        return bool(self.tool.item_scores) and (self.screening is None or bool(self.draft.items))

    def choose_tool(self, code: str) -> None:
        """Begin with another tool; scores of one are not those of another."""
        if code != self.draft.tool:
            self.unread("total", "", None)
            self.put(self._with_tool(self.draft, code))

    def answer(self, number: int, score: int | None) -> None:
        """Put the score of item ``number``, counted from 1."""
        items = list(self.draft.items)
        items[number - 1] = score
        self.put(replace(self.draft, items=tuple(items)))

    def put_total(self, text: str) -> None:
        """Read the total while it is typed."""
        try:
            total = whole_number(text) if text.strip() else None
        except NotReadable as error:
            self.unread("total", text, error.message)
        else:
            self.unread("total", text, None)
            self.put(replace(self.draft, total=total))

    @property
    def score(self) -> Score | None:
        """What the answers come to so far; None while a total is missing or beyond the tool's."""
        if self.by_items:
            return score_items(self.tool, self.draft.items)
        total = self.draft.total
        if total is None or not 0 <= total <= self.tool.maximum or dict(self.unread_texts).get("total"):
            return None
        return Score(total, total)

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones that are still possible; one alone is certain, none before anything is known."""
        score, profile = self.score, self.profile
        nothing = score is None or (score.missing and len(score.missing) == len(self.tool.item_scores))
        if profile is None or score is None or nothing:
            return ()
        return possible_zones(profile, score, self.sex)

    @property
    def suggested(self) -> Message | None:
        """What the score suggests next, once its zone is certain."""
        zones = self.zones
        return suggestion(zones[0]) if len(zones) == 1 else None

    @property
    def lower_threshold(self) -> bool:
        """Whether the sex is not known and so the lower threshold counts."""
        by_sex = self.profile is not None and any(zone.start_female is not None for zone in self.profile.zones)
        return by_sex and self.sex not in (Sex.MALE, Sex.FEMALE)

    def record(self) -> ScreeningDraft:
        """Return what Save stores; ValueError while something is missing."""
        draft, score = self.draft, self.score
        if draft.on is None or score is None or score.total is None:
            raise ValueError("the screening is not complete")
        items = tuple(item for item in draft.items if item is not None) if self.by_items else ()
        return ScreeningDraft(
            client_id=draft.client_id,
            on=draft.on,
            tool=draft.tool,
            total=score.total,
            profile=draft.profile,
            drink_grams=draft.drink_grams,
            items=items,
            note=draft.note.strip(),
        )

    def check(self) -> Iterable[Problem]:
        score = self.score
        if self.draft.on is None:
            yield Problem("on", message(N_("Enter the day of the screening.")))
        if self.by_items and score is not None and score.missing:
            numbers = "・".join(map(str, score.missing))
            yield Problem("items", message(N_("Not answered yet: {numbers}"), numbers=numbers))
        elif not self.by_items and self.draft.total is None:
            yield Problem("total", message(N_("Enter the total score.")))
        elif score is None:
            wrong = message(N_("{tool} goes from 0 to {maximum}."), tool=self.tool.en, maximum=self.tool.maximum)
            yield Problem("total", wrong)
        elif self.draft.on is not None:
            yield from check_screening(self.record(), self._codes, self._today)

"""Keeping forms while they are in work, and bringing them back: after a lock, a crash, a power cut."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from referral_desk.domain.drafts import Draft, about_form, mark_of
from referral_desk.i18n import ngettext
from referral_desk.services.centre import Centre, finishing
from referral_desk.services.drafts import Key, keep, keep_all, of_person
from referral_desk.ui.dialogs.telling import in_words
from referral_desk.ui.page import Page, Place
from referral_desk.ui.tasks import TaskKind, Tasks
from referral_desk.ui.unfinished import Drafts, DraftSource
from referral_desk.ui.workplace import Workplace

T = TypeVar("T")

INTERVAL = 3_000
"""Milliseconds after which what was typed is on the disk, at the latest."""


def _new_mark() -> str:
    return secrets.token_hex(4)


@dataclass(eq=False)
class _Entry:
    """One form: under which key it was handed to the writer last, and what stood in it then.

    ``saved`` is set on the writer's thread, right after the commit.
    """

    source: DraftSource
    mark: str = field(default_factory=_new_mark)
    key: Key | None = None
    content: str | None = None
    saving: bool = False
    saved: bool = False

    def take_over(self, draft: Draft) -> None:
        self.mark = mark_of(draft.about) or self.mark
        self.key, self.content = (draft.form, draft.about), draft.content

    def key_now(self) -> Key:
        return self.source.draft_form, about_form(self.source.draft_about(), self.mark)


class DraftKeeper(Drafts):
    """Looks every ``interval`` milliseconds at the forms in work and lets the writer keep what changed.

    Here, on the GUI thread, only their text is made. A form whose save is under way is left alone: its draft goes in
    the transaction that saves it, and nothing may bring it back. ``not_kept`` comes once when the disk does not keep.
    """

    not_kept = Signal()

    def __init__(
        self, centre: Centre, tasks: Tasks, parent: QObject | None = None, *, interval: int = INTERVAL
    ) -> None:
        super().__init__(parent)
        self._centre = centre
        self._tasks = tasks
        self._entries: dict[int, _Entry] = {}
        self._left: tuple[Draft, ...] = ()
        self._touched: set[Key] = set()
        self._unwanted: set[Key] = set()
        self._writing = False
        self._troubled = False
        self._stopped = False
        self._timer = QTimer(self)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self.look)

    # --- forms --------------------------------------------------------------------------------------------------

    def register(self, source: DraftSource, draft: Draft | None = None) -> None:
        if not source.draft_form or self._stopped:
            return
        number = id(source)
        entry = self._entries.get(number)
        if entry is None:
            entry = self._entries[number] = _Entry(source)
            if isinstance(source, QObject):  # destroyed with its window, not given up: what was kept of it stays
                source.destroyed.connect(partial(self._destroyed, number, entry))
        if draft is not None:
            if entry.key is not None:
                self._unwanted.add(entry.key)
            entry.take_over(draft)
            self._touched.add((draft.form, draft.about))
            self._set_left([each for each in self._left if each != draft])
        self._timer.start()

    def _destroyed(self, number: int, entry: _Entry, _source: QObject | None = None) -> None:
        if self._entries.get(number) is entry:
            del self._entries[number]

    def release(self, source: DraftSource) -> None:
        entry = self._entries.pop(id(source), None)
        if entry is not None and entry.key is not None:
            self._unwanted.add(entry.key)
            self.look()

    def set_aside(self, source: DraftSource, named: str) -> bool:
        entry = self._entries.get(id(source))
        content = source.draft_content()
        if entry is None or content is None or self._stopped:
            return False
        del self._entries[id(source)]
        key = entry.key_now()
        if entry.key is not None and entry.key != key:
            self._unwanted.add(entry.key)
        self._touched.add(key)
        self.keep_again(Draft(*key, content, self._centre.clock(), named))
        return True

    def saving(self, source: DraftSource, function: Callable[[], T]) -> Callable[[], T]:
        entry = self._entries.get(id(source))
        if entry is None:
            return function
        entry.saving, entry.saved = True, False
        key = entry.key or entry.key_now()

        def save() -> T:
            with finishing(*key):
                result = function()
            entry.saved = True
            return result

        return save

    def ended(self, source: DraftSource, *, stored: bool) -> None:
        entry = self._entries.get(id(source))
        if entry is None:
            return
        entry.saving = entry.saved = False
        if stored:
            entry.key = entry.content = None
            entry.mark = _new_mark()

    # --- writing ------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Let the writer keep what changed since the last look and forget what is no longer in work."""
        if self._stopped or self._writing:
            return
        changed = [entry for entry in self._entries.values() if not entry.saving and self._differs(entry)]
        kept = [(*entry.key, entry.content) for entry in changed if entry.key is not None and entry.content is not None]
        forgotten = frozenset(self._unwanted)
        if not kept and not forgotten:
            if not self._entries:
                self._timer.stop()
            return
        self._unwanted.clear()
        self._writing = True

        def failed(error: Exception) -> bool:
            # The next look tries again.
            self._writing = False
            if not self._troubled:
                self._troubled = True
                self.not_kept.emit()
            self._unwanted |= forgotten
            for entry in changed:
                entry.content = None
            return bool(in_words(error))

        centre = self._centre
        self._tasks.run(TaskKind.WRITE, lambda _work: keep_all(centre, kept, forgotten), self._written, failed)

    def _differs(self, entry: _Entry) -> bool:
        """Note what stands in a form now; whether that is anything else than before."""
        content = entry.source.draft_content()
        key = None if content is None else entry.key_now()
        if (key, content) == (entry.key, entry.content):
            return False
        if entry.key is not None and entry.key != key:
            self._unwanted.add(entry.key)
        if key is not None:
            self._touched.add(key)
        entry.key, entry.content = key, content
        return True

    def _written(self, _nothing: None) -> None:
        self._writing = self._troubled = False
        if self._unwanted:
            self.look()

    def stop(self) -> None:
        """Write nothing more: the window goes."""
        self._stopped = True
        self._timer.stop()

    def flush(self) -> list[tuple[str, str, str]]:
        """Return everything in work (form, ``about``, content), and write nothing more.

        Call it when no save is under way any more. What was registered last comes last.
        """
        self.stop()
        found = []
        for entry in self._entries.values():
            content = None if entry.saved else entry.source.draft_content()
            if content is not None:
                self._differs(entry)
                found.append((*entry.key_now(), content))
        return found

    def let_go(self) -> Callable[[], None]:
        """Return what writes all that is in work and forgets the rest, on any thread; then no more is written.

        For locking and closing, when no save is under way any more. It raises StorageFault.
        """
        kept = self.flush()
        forgotten = (self._touched | self._unwanted) - {(form, about) for form, about, _content in kept}
        centre = self._centre

        def write() -> None:
            if kept or forgotten:
                keep_all(centre, kept, forgotten)

        return write

    # --- what was left from before ------------------------------------------------------------------------------

    @property
    def left(self) -> tuple[Draft, ...]:
        return self._left

    def show_left(self, drafts: Sequence[Draft]) -> None:
        """Say what was found unfinished."""
        open_again = {entry.key for entry in self._entries.values()}
        self._set_left([draft for draft in drafts if (draft.form, draft.about) not in open_again])

    def _set_left(self, drafts: Sequence[Draft]) -> None:
        found = tuple(sorted(drafts, key=lambda draft: draft.saved_at, reverse=True))
        if found != self._left:
            self._left = found
            self.left_changed.emit()

    def discard(self, draft: Draft) -> None:
        self._set_left([each for each in self._left if each != draft])
        self._unwanted.add((draft.form, draft.about))
        self._timer.start()
        self.look()

    def keep_again(self, draft: Draft) -> None:
        if self._stopped:
            return
        self._unwanted.discard((draft.form, draft.about))
        self._set_left([*self._left, draft])
        centre = self._centre
        self._tasks.run(
            TaskKind.WRITE, lambda _work: keep(centre, draft.form, draft.about, draft.content), lambda _none: None
        )


# --- coming back ----------------------------------------------------------------------------------------------------


class Window(Protocol):
    """What coming back needs of the desk."""

    work: Workplace

    def go(self, place: Place) -> bool:
        """Open a place; False if the user chose to stay."""

    def page(self) -> Page | None:
        """Return the page in view."""

    def tell(self, text: str) -> None:
        """Say something that stays until it is closed."""


def reopen(desk: Window, *, at_once: bool) -> None:
    """Offer on Today what the person left unfinished; ``at_once`` opens the newest by itself, as after unlocking.

    Call it when the desk is on show.
    """
    centre, tasks = desk.work.centre, desk.work.tasks
    tasks.run(TaskKind.WRITE, lambda _work: of_person(centre), lambda found: _offer(desk, found, at_once=at_once))


def _offer(desk: Window, found: Sequence[Draft], *, at_once: bool) -> None:
    keeper = desk.work.drafts
    if not found or not isinstance(keeper, DraftKeeper):
        return
    from referral_desk.ui.draft_forms import readable  # noqa: PLC0415 - knows every form, and seldom one is left

    drafts = [draft for draft in found if readable(draft)]
    for draft in found:
        if draft not in drafts:
            keeper.discard(draft)
    keeper.show_left(drafts)
    left = keeper.left
    if not at_once or not left:
        return
    open_again(desk, left[0])
    others = len(left) - 1
    if others:
        words = ngettext(
            "{count} more unfinished entry waits on Today.", "{count} more unfinished entries wait on Today.", others
        )
        desk.tell(words.format(count=others))


def open_again(desk: Window, draft: Draft) -> None:
    """Open the form that a draft stands for, filled as it was; its record is read as when it was opened first."""
    from referral_desk.ui.draft_forms import place_of  # noqa: PLC0415 - as above

    if desk.go(place_of(draft)):
        page = desk.page()
        if page is not None:
            page.resume(draft)

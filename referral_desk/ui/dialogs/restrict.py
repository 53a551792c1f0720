"""Who may see a client's record: everyone, or only those who are named."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from referral_desk.domain.centre import StaffMember
from referral_desk.domain.restriction import Restriction, check_readers
from referral_desk.domain.users import ROLE_NAMES
from referral_desk.i18n import _, render
from referral_desk.services import restrictions
from referral_desk.ui.dialogs.form_dialog import FormDialog
from referral_desk.ui.dialogs.telling import ask
from referral_desk.ui.forms.fields import stacked, tick
from referral_desk.ui.widgets.buttons import Button
from referral_desk.ui.widgets.form import Form
from referral_desk.ui.widgets.layouts import boxed, column
from referral_desk.ui.workplace import Workplace


class RestrictDialog(FormDialog):
    """Names who may see the client of ``before``; ``done`` gets what was stored.

    ``restricted`` False: everyone may see her until now. Nothing of the record but its number is shown.
    """

    def __init__(
        self,
        work: Workplace,
        before: Restriction,
        done: Callable[[Restriction], None],
        parent: QWidget | None = None,
        *,
        restricted: bool = True,
    ) -> None:
        remark = _(
            "Everyone else finds this client in no list, search, export or paper. Figures go on counting the client. "
            "Who changes this, and when, stands in the audit trail."
        )
        super().__init__(work, _("Who may see client {number}").format(number=before.number), remark, parent)
        self._before = before
        self._done = done
        me = work.centre.login
        chosen = set(before.logins) if restricted else {me}
        self._first = frozenset(before.logins) if restricted else frozenset()
        self.ticks: dict[str, QCheckBox] = {
            member.login: tick(_member_words(member, own=member.login == me), member.login in chosen)
            for member in work.centre.settings.staff
            if member.login and member.role is not None
        }
        people = boxed(column(*self.ticks.values(), margins=(0, 0.45, 0, 0), gap=0.45))
        first = next(iter(self.ticks.values()), None)
        if first is not None:
            people.setFocusProxy(first)
        self._people = people
        form = Form()
        form.add_row("logins", _("May see it"), people)
        self.lift_button = Button(_("Let everyone see it again"), self.lift)
        if restricted:
            self.add_button(self.lift_button)
        self.furnish(stacked(form), (form,), size=(48, 30))

    @property
    def named(self) -> tuple[str, ...]:
        """The logins that are ticked."""
        return tuple(login for login, box in self.ticks.items() if box.isChecked())

    def first_field(self) -> QWidget:
        return self._people

    def unsaved(self) -> bool:
        return bool(self._first) and set(self.named) != self._first

    def save(self) -> None:
        problems = check_readers(self.named, tuple(self.ticks))
        self.show_problems(problems)
        if problems or not self._sure():
            return
        centre, client_id, named = self.work.centre, self._before.client_id, self.named
        self.store(lambda: restrictions.restrict(centre, client_id, named), self._done)

    def _sure(self) -> bool:
        """Ask where the person would no longer see the record afterwards."""
        me = self.work.centre.login
        if me in self.named or (self._first and me not in self._first):
            return True
        return ask(
            self,
            _("Without you"),
            _("You are not among those who may see this record. It disappears for you."),
            _("Restrict it"),
            _("Back"),
            danger=True,
        )

    def lift(self) -> None:
        """Let everyone see the client again, after asking."""
        if not ask(
            self,
            _("Let everyone see it again"),
            _("All who work here then find this client like any other."),
            _("Let everyone see it"),
            _("Back"),
            danger=True,
        ):
            return
        centre, client_id = self.work.centre, self._before.client_id
        self.store(lambda: restrictions.lift(centre, client_id), self._done)


def _member_words(member: StaffMember, *, own: bool) -> str:
    role = render(ROLE_NAMES[member.role]) if member.role else ""
    name = _("{name} (you)").format(name=member.name) if own else member.name
    return "  ".join(part for part in (name, member.job_title, role) if part)

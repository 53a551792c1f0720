"""The commands, put together. Built anew for each call, so that its help speaks the language of the call."""

from __future__ import annotations

from collections.abc import Callable

import typer
from typer.core import TyperCommand, TyperGroup

from referral_desk.cli import auditing, papers, records, referring, safekeeping, setting_up, tallying, transfer
from referral_desk.i18n import _

PROGRAM = "referral-desk"


def _translated(help_text: str) -> str:
    """Return a help text with the headings that Typer writes in English in the language of the call."""
    for english, ours in (
        ("Usage: ", _("Usage: ")),
        ("\nArguments:\n", "\n" + _("Arguments:") + "\n"),
        ("\nOptions:\n", "\n" + _("Options:") + "\n"),
        ("\nCommands:\n", "\n" + _("Commands:") + "\n"),
        ("Show this message and exit.", _("Show this help and quit.")),
        ("[required]", _("[required]")),
        ("[default: ", _("[default: ")),
    ):
        help_text = help_text.replace(english, ours)
    return help_text.replace(" <str>", "").replace(" <path>", "").replace("{", "").replace("}", "")


class _Command(TyperCommand):
    """A command whose help is translated."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Return the help text."""
        return _translated(super().get_help(ctx))


class _Group(TyperGroup):
    """The program itself, its help translated."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Return the help text."""
        return _translated(super().get_help(ctx))


def application() -> typer.Typer:
    """Return the command line with every command."""
    app = typer.Typer(
        cls=_Group,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help=_("Records whether a client was handed over warmly. Without a command it opens the window."),
        epilog=_(
            "Everywhere: --data DIR, --user LOGIN, --password-file FILE, --lang ja|en, before or behind the command."
        ),
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_everything)
    for name, command, words in _commands():
        app.command(name, cls=_Command, help=words)(command)
    return app


def _everything() -> None:
    """Take no options of its own: the global ones were read before."""


def _commands() -> tuple[tuple[str, Callable[..., None], str], ...]:
    return (
        ("demo", setting_up.demo, _("Open the window on a demo centre with fictional data.")),
        ("init", setting_up.init, _("Set up a new centre and print its recovery code once.")),
        (
            "import",
            transfer.import_file,
            _("Import a ledger from CSV or XLSX, or institutions from HSDS: all of it, or nothing."),
        ),
        (
            "export",
            transfer.export_file,
            _("Export a ledger, the directory, a referral, or everything held about one client."),
        ),
        ("show", records.show, _("Show one record with what belongs to it.")),
        ("list", records.list_records, _("List records as the window does.")),
        ("refer", referring.refer, _("Record a referral with its handoff and print its number.")),
        ("letter", papers.letter, _("Issue the referral letter as PDF, or write the issued one again.")),
        ("card", papers.card, _("Make the card that the client holds as PDF.")),
        ("summary", papers.summary, _("Make the summary of a client as PDF.")),
        ("consent", papers.consent, _("Make the consent form that the client signs as PDF.")),
        ("letters", papers.letters, _("Issue a month’s letters; those that may not be issued are listed.")),
        ("tally", tallying.tally, _("Count a month, a range of months or a fiscal year.")),
        ("research-data", tallying.research_data, _("Write an anonymised data set, small cells suppressed.")),
        ("close-month", tallying.close_month, _("Freeze the figures of a month as they are submitted.")),
        ("backup", safekeeping.backup, _("Make a backup, restored for a test, and print its path.")),
        ("restore", safekeeping.restore, _("Restore a backup into a new folder.")),
        ("check", safekeeping.check, _("Say whether the data folder is sound, and how to go on where it is not.")),
        ("audit", auditing.audit_trail, _("List who did what with whose record, or verify the audit trail.")),
        ("generate", setting_up.generate, _("Fill an empty centre with fictional data.")),
    )

"""One call of the command line, from the words typed to the exit status; every refusal becomes one clear line."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches

import typer

from referral_desk.cli import output
from referral_desk.cli.app import PROGRAM, application
from referral_desk.cli.invocation import read_invocation
from referral_desk.cli.referring import OPTION_OF_FIELD
from referral_desk.cli.surroundings import Surroundings, Windows
from referral_desk.cli.transfer import ImportErrors, refusal
from referral_desk.cli.usage import OutputFault, PasswordMissing, WrongUsage
from referral_desk.db.errors import StorageFault, StorageReadOnly, WrongPassword
from referral_desk.db.slots import DEFAULT, MINIMUM, KdfCost
from referral_desk.domain.errors import NotAllowed, NotFound, NotPossible, NotReadable, Rejected
from referral_desk.i18n import _, render

DONE, DEFECT, USAGE, BAD_INPUT, NOT_ALLOWED, FOLDER = 0, 1, 2, 3, 4, 5
INTERRUPTED = 130


def run(argv: Sequence[str], windows: Windows, *, cost: KdfCost = DEFAULT, minimum: KdfCost = MINIMUM) -> int:
    """Carry out ``argv`` (without the program's name) and return the exit status; never raises.

    ``cost`` is what the slot of a new password costs, ``minimum`` what an existing one must cost at least.
    """
    output.speak_utf8()
    try:
        invocation = read_invocation(argv)
        if not invocation.arguments:
            return windows.centre(invocation)
        return _command(Surroundings(invocation, windows, cost, minimum))
    except BrokenPipeError:
        _let_go_of_output()
        return DONE
    except OSError as error:
        if error.errno not in output.FULL:
            return _told(error, argv)
        _let_go_of_output()
        output.say(_("The result was not written: the disk is full. Free some space and try again."))
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        output.say(_("Stopped."))
        return INTERRUPTED
    except Exception as error:
        return _told(error, argv)


def _command(here: Surroundings) -> int:
    command = typer.main.get_command(application())
    arguments = list(here.invocation.arguments)
    _check_name(arguments[0], list(getattr(command, "commands", {})))
    try:
        with command.make_context(PROGRAM, arguments, obj=here) as context:
            command.invoke(context)
    except typer.Exit as done:
        sys.stdout.flush()
        return done.exit_code
    sys.stdout.flush()
    return DONE


def _check_name(name: str, commands: list[str]) -> None:
    if name in commands or name.startswith("-"):
        return
    close = get_close_matches(name, commands, n=1)
    if close:
        raise WrongUsage(_("There is no command “{name}”. Did you mean “{close}”?").format(name=name, close=close[0]))
    raise WrongUsage(
        _("There is no command “{name}”. Commands: {commands}").format(name=name, commands=", ".join(commands))
    )


def _told(error: Exception, argv: Sequence[str]) -> int:
    """Say what is wrong, in one line first, and return the exit status that stands for it."""
    match error:
        case WrongUsage():
            output.say(str(error))
            output.say(_("How to write it: referral-desk --help, referral-desk COMMAND --help"))
            return USAGE
        case ImportErrors():
            output.say(refusal(error))
            for line in error.lines:
                output.say(line)
            return BAD_INPUT
        case Rejected():
            _say_rejected(error)
            return BAD_INPUT
        case NotFound() | NotPossible() | NotReadable():
            output.say(render(error.message))
            return BAD_INPUT
        case OutputFault():
            output.say(str(error))
            return BAD_INPUT
        case PasswordMissing():
            output.say(str(error))
            return NOT_ALLOWED
        case WrongPassword() | StorageReadOnly() | NotAllowed():
            output.say(render(error.message))
            return NOT_ALLOWED
        case StorageFault():
            output.say(render(error.message))
            return FOLDER
    return _told_by_library(error, argv)


def _told_by_library(error: Exception, argv: Sequence[str]) -> int:
    """Say what Typer, an import or the drawing of a document refused; anything else is a defect of ours."""
    if hasattr(error, "exit_code") and hasattr(error, "format_message"):
        output.say(_usage_words(error))
        output.say(_("How to write it: referral-desk --help, referral-desk COMMAND --help"))
        return USAGE
    from referral_desk.services.imports import WrongUsage as WrongRule

    if isinstance(error, WrongRule):
        output.say(render(error.message))
        return USAGE
    from referral_desk.reports.fonts import MissingGlyphs

    if isinstance(error, MissingGlyphs):
        output.say(render(error.message))
        return BAD_INPUT
    if isinstance(error, UnicodeEncodeError) and any(map(_has_stray_bytes, argv)):
        output.say(_("The command line holds bytes that are no text. Write it in UTF-8."))
        return USAGE
    _say_defect(error)
    return DEFECT


def _usage_words(error: Exception) -> str:
    """Return a complaint of Typer's in the language of the call, as far as its kind is known."""
    kind = type(error).__name__
    option = str(getattr(error, "option_name", "") or "")
    param = getattr(error, "param", None)
    if kind == "MissingParameter" and param is not None:
        return _("Write {what} as well; it is missing.").format(what=_named(param))
    if kind == "NoSuchOption":
        return _("There is no option {option} here.").format(option=option)
    if kind == "BadOptionUsage":
        return _("Write a value behind {option}.").format(option=option)
    words = str(getattr(error, "message", error))
    if "unexpected extra argument" in words:
        return _("There is more on the command line than this command takes: {rest}").format(
            rest=words.rpartition(" (")[2].removesuffix(")")
        )
    if words.startswith("Missing command"):
        return _("Write a command.")
    return words


def _named(param: object) -> str:
    options = [str(name) for name in getattr(param, "opts", ())]
    long = [name for name in options if name.startswith("--")]
    return long[0] if long else str(getattr(param, "metavar", "") or "")


def _say_rejected(error: Rejected) -> None:
    lines = []
    for problem in error.problems:
        option = OPTION_OF_FIELD.get(problem.field, "")
        text = render(problem.message)
        lines.append(f"{option}: {text}" if option else text)
    if len(lines) > 1:
        output.say(_("Correct the following; nothing was saved."))
    for line in lines:
        output.say(line)


def _has_stray_bytes(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _say_defect(error: Exception) -> None:
    """Say where the program failed, without its values: they may be a client's."""
    output.say(_("Please report this defect of the program with the lines below; they hold nothing of any client."))
    cause: BaseException | None = error
    while cause is not None:
        output.say(f"  {type(cause).__module__}.{type(cause).__name__}")
        for frame in traceback.extract_tb(cause.__traceback__):
            output.say(f"    {os.path.basename(frame.filename)}:{frame.lineno} {frame.name}")  # noqa: PTH119
        cause = cause.__cause__ or cause.__context__


def _let_go_of_output() -> None:
    """Let the interpreter end quietly after the reader of our output has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    finally:
        os.close(nowhere)

"""``referral-desk``: the window without a command, the command line with one."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from referral_desk.cli.invocation import Invocation, read_invocation
from referral_desk.cli.passwords import first_line
from referral_desk.cli.usage import PasswordMissing, WrongUsage

_NOT_ALLOWED = 4


def load_ahead() -> None:
    """Load what an open centre needs before Qt, and without garbage collection.

    Once PySide6 is loaded every import passes through a hook of its own, which makes those of SQLAlchemy dearer by
    half; and the collector would look through all modules again and again while nothing in them is garbage. Measured,
    the two take a fifth of the time to the first painted page. The window's event loop collects from then on.
    """
    gc.disable()
    for name in ("referral_desk.services.centre", "referral_desk.services.followups"):
        import_module(name)


class _Windows:
    """Opens windows; the libraries they need are loaded only then."""

    def centre(self, invocation: Invocation) -> int:
        """Open the window on this PC's centre, or on the one the options name."""
        file = invocation.password_file
        password = first_line(Path(file).expanduser()) if file else None
        if password is not None:  # else the password window comes first, and the rest is loaded behind it
            load_ahead()
        from referral_desk.ui.start import run_centre  # noqa: PLC0415

        return run_centre(invocation.folder, invocation.user, lang=invocation.chosen_language, password=password)

    def demo(self, invocation: Invocation) -> int:
        """Open the window on a demo centre."""
        from referral_desk.ui.start import run_demo  # noqa: PLC0415

        return run_demo(invocation.chosen_language)

    def screenshots(self, folder: Path) -> int:
        """Save a picture of every page and dialog, and the demo's papers, to ``folder``."""
        from referral_desk.ui.start import take_screenshots  # noqa: PLC0415

        return take_screenshots(folder)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with ``argv`` (the process's own for None) and return its exit status."""
    arguments = tuple(sys.argv[1:] if argv is None else argv)
    try:
        invocation = read_invocation(arguments)
        if not invocation.arguments:  # the window needs nothing of the command line, so none of it is loaded
            return _Windows().centre(invocation)
    except PasswordMissing as error:
        print(error, file=sys.stderr)  # noqa: T201
        return _NOT_ALLOWED
    except WrongUsage:
        pass  # said below, with how to write it
    from referral_desk.cli.run import run  # noqa: PLC0415 - brings Typer, which the window does not need

    return run(arguments, _Windows())


if __name__ == "__main__":
    sys.exit(main())

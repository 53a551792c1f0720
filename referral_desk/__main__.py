"""``referral-desk``: the window without a command, the command line with one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from referral_desk.cli.invocation import Invocation, read_invocation
from referral_desk.cli.usage import WrongUsage


class _Windows:
    """Opens windows; the libraries they need are loaded only then."""

    def centre(self, invocation: Invocation) -> int:
        """Open the window on this PC's centre, or on the one the options name."""
        from referral_desk.ui.start import run_centre  # noqa: PLC0415

        return run_centre(invocation.folder, invocation.user)

    def demo(self) -> int:
        """Open the window on a demo centre."""
        from referral_desk.ui.start import run_demo  # noqa: PLC0415

        return run_demo()

    def screenshots(self, folder: Path) -> int:
        """Save a picture of every page and dialog, and the demo's papers, to ``folder``."""
        from referral_desk.ui.start import take_screenshots  # noqa: PLC0415

        return take_screenshots(folder)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with ``argv`` (the process's own for None) and return its exit status."""
    arguments = tuple(sys.argv[1:] if argv is None else argv)
    try:
        invocation = read_invocation(arguments)
    except WrongUsage:
        invocation = None
    if invocation is not None and not invocation.arguments:
        return _Windows().centre(invocation)  # without a command nothing of the command line is loaded
    from referral_desk.cli.run import run  # noqa: PLC0415 - brings Typer, which the window does not need

    return run(arguments, _Windows())


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tools.golden``: draws every paper and rewrites the golden pictures that look different now.

Look at what changed (``git diff`` shows pictures) before you commit it: the tests compare with nothing else.
"""

from __future__ import annotations

import os
import time

from referral_desk.reports.render import render
from tests.reports.papers import PAPERS, TYPED
from tests.reports.pictures import FOLDER, differs, every, path_of, picture, save


def main() -> None:
    """Rewrite what differs, drop what belongs to no paper, and say which."""
    os.environ["TZ"] = "Asia/Tokyo"  # as in the tests
    if hasattr(time, "tzset"):
        time.tzset()
    wanted = set()
    for kind, text, language in every():
        target = path_of(kind, text, language)
        wanted.add(target)
        shown = picture(render(PAPERS[kind](TYPED[text], language)))
        if differs(shown, target):
            save(shown, target)
            print(f"rewritten: {target.name}")
    for stale in set(FOLDER.glob("*.png")) - wanted:
        stale.unlink()
        print(f"dropped: {stale.name}")


if __name__ == "__main__":
    main()

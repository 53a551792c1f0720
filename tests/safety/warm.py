"""What makes a process of tests warm: what one trial worked out need not be worked out for the next.

SQLAlchemy keeps compiled statements with their engine, and every trial opens a centre anew, several times, as most
tests do. Here all engines share the dialect and the compiled statements of the first. The workers also read the scripts
of the revisions once, and the list of mounts. What runs on the disk of a trial is the same.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import Engine

from referral_desk.db import migrate, mounts


def warm_up() -> None:
    """Let this process and its children keep what does not change."""
    share_compiled_statements()
    migrate.scripts = cache(migrate.scripts)
    mounts.network_type = cache(mounts.network_type)


@cache
def share_compiled_statements() -> None:
    """Let all engines of this process, and of its children, share what the first compiled."""
    create = sqlalchemy.create_engine
    first: list[Engine] = []

    def create_engine(*arguments: Any, **named: Any) -> Engine:
        engine = create(*arguments, **named)
        if not first:
            first.append(engine)
        engine.dialect = engine.pool._dialect = first[0].dialect
        engine._compiled_cache = first[0]._compiled_cache
        return engine

    sqlalchemy.create_engine = create_engine

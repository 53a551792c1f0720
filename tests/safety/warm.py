"""What makes a worker warm: statements that one centre compiled need not be compiled for the next.

SQLAlchemy keeps compiled statements with their engine, and every trial opens a centre anew, several times. Here all
engines share the dialect and the compiled statements of the first; what runs on the disk is the same.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import Engine


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

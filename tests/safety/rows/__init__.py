"""The rows of the programme, a module each; PROGRAMME lists them."""

from __future__ import annotations

from tests.safety.rows import (
    audit,
    clock,
    damage,
    disk_errors,
    hostile,
    kill,
    marker,
    power_cut,
    restore,
    slots,
    windows,
)
from tests.safety.rows.row import Row

PROGRAMME: tuple[Row, ...] = (
    kill.ROW,
    disk_errors.ROW,
    power_cut.ROW,
    damage.ROW,
    slots.ROW,
    windows.ROW,
    audit.ROW,
    clock.ROW,
    restore.ROW,
    hostile.ROW,
    marker.ROW,
)

CONTROLS: tuple[Row, ...] = (power_cut.CONTROL,)
"""Trials of what the program does not do; they must find harm, or the rows above prove nothing."""

BY_NAME = {row.name: row for row in (*PROGRAMME, *CONTROLS)}

"""Work off the GUI thread: where it runs, what comes back, and what is dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from referral_desk.ui.tasks import Cancelled, LatestOnly, Task, TaskKind, Tasks, Work
from referral_desk.ui.widgets.progress_panel import ProgressPanel

pytestmark = pytest.mark.usefixtures("theme", "_english")


def idle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: tasks.idle, timeout=5000)


def test_work_runs_on_another_thread_and_its_result_arrives_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    ran: list[threading.Thread] = []
    told: list[threading.Thread] = []
    tasks.run(
        TaskKind.READ,
        lambda _work: ran.append(threading.current_thread()),
        lambda _done: told.append(threading.current_thread()),
    )
    idle(qtbot, tasks)
    assert told == [threading.main_thread()]
    assert ran[0] is not threading.main_thread()


def test_writes_run_one_after_another_in_the_order_they_were_asked_for(qtbot: QtBot, tasks: Tasks) -> None:
    order: list[int] = []
    threads: set[int] = set()

    def write(number: int) -> Callable[[Work], None]:
        def work(_work: Work) -> None:
            threads.add(threading.get_ident())
            order.append(number)

        return work

    for number in range(20):
        tasks.run(TaskKind.WRITE, write(number), lambda _done: None)
    idle(qtbot, tasks)
    assert order == list(range(20))
    assert len(threads) == 1


def test_two_reads_run_beside_each_other_and_beside_a_write(qtbot: QtBot, tasks: Tasks) -> None:
    meeting = threading.Barrier(3, timeout=5)
    for kind in (TaskKind.READ, TaskKind.READ, TaskKind.WRITE):
        tasks.run(kind, lambda _work: meeting.wait(), lambda _done: None)
    idle(qtbot, tasks)
    assert not meeting.broken


def test_an_error_goes_to_the_one_who_asked(qtbot: QtBot, tasks: Tasks) -> None:
    errors: list[Exception] = []

    def failed(error: Exception) -> bool:
        errors.append(error)
        return True

    def work(_work: Work) -> None:
        raise LookupError

    with qtbot.assertNotEmitted(tasks.failed):
        tasks.run(TaskKind.READ, work, lambda _done: pytest.fail("no result"), failed)
        idle(qtbot, tasks)
    assert isinstance(errors[0], LookupError)


def test_an_error_that_nobody_took_goes_to_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    def work(_work: Work) -> None:
        raise LookupError

    with qtbot.waitSignal(tasks.failed) as told:
        tasks.run(TaskKind.READ, work, lambda _done: None, lambda _error: False)
    assert isinstance(told.args[1], LookupError)


def test_a_cancelled_read_says_nothing_any_more(qtbot: QtBot, tasks: Tasks) -> None:
    go_on = threading.Event()

    def work(_work: Work) -> str:
        go_on.wait(5)
        return "late"

    task = tasks.run(TaskKind.READ, work, lambda _done: pytest.fail("cancelled"))
    task.cancel()
    go_on.set()
    idle(qtbot, tasks)


def test_a_write_that_ended_before_the_cancel_reached_it_is_still_told(qtbot: QtBot, tasks: Tasks) -> None:
    written: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def work(_work: Work) -> str:
        begun.set()
        go_on.wait(5)
        return "written"

    task = tasks.run(TaskKind.WRITE, work, written.append)
    assert begun.wait(5)
    task.cancel()
    go_on.set()
    idle(qtbot, tasks)
    assert written == ["written"]


def test_work_that_checks_stops_when_it_is_cancelled(qtbot: QtBot, tasks: Tasks) -> None:
    begun = threading.Event()
    stopped = threading.Event()

    def work(running: Work) -> None:
        begun.set()
        try:
            while True:
                running.progress(1, 2)
                QThread.msleep(1)
        except Cancelled:
            stopped.set()
            raise

    task = tasks.run(TaskKind.DOCUMENT, work, lambda _done: pytest.fail("cancelled"), cancellable=True)
    assert begun.wait(5)
    task.cancel()
    idle(qtbot, tasks)
    assert stopped.is_set()


def test_only_the_newest_search_is_answered(qtbot: QtBot, tasks: Tasks) -> None:
    search = LatestOnly(tasks)
    go_on = threading.Event()
    answers: list[str] = []

    def slow(_work: Work) -> str:
        go_on.wait(5)
        return "mi"

    search.run(slow, answers.append)
    search.run(lambda _work: "mihon", answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=5000)
    go_on.set()
    idle(qtbot, tasks)
    assert answers == ["mihon"]


def test_draining_finishes_a_begun_write_and_takes_no_new_work(qtbot: QtBot) -> None:
    tasks = Tasks()
    begun, written = threading.Event(), threading.Event()

    def work(_work: Work) -> None:
        begun.set()
        QThread.msleep(20)
        written.set()

    tasks.run(TaskKind.WRITE, work, lambda _done: None)
    assert begun.wait(5)
    tasks.drain()
    assert written.is_set()
    with pytest.raises(RuntimeError):
        tasks.run(TaskKind.READ, work, lambda _done: None)


def test_long_work_shows_its_name_and_a_way_to_cancel_it(qtbot: QtBot, tasks: Tasks) -> None:
    panel = ProgressPanel(tasks, after=0)
    qtbot.addWidget(panel)
    go_on = threading.Event()

    def work(running: Work) -> None:
        running.progress(3, 10)
        while not go_on.is_set():
            running.check()
            QThread.msleep(1)

    task: Task[None] = tasks.run(
        TaskKind.DOCUMENT, work, lambda _done: pytest.fail("cancelled"), label="Letters", cancellable=True
    )
    qtbot.waitUntil(lambda: panel.shown == 1, timeout=5000)
    assert not panel.isHidden()
    panel.cancel(task.number)
    idle(qtbot, tasks)
    assert panel.shown == 0
    assert panel.isHidden()


def test_short_work_shows_no_progress(qtbot: QtBot, tasks: Tasks) -> None:
    panel = ProgressPanel(tasks, after=60_000)
    qtbot.addWidget(panel)
    tasks.run(TaskKind.READ, lambda _work: None, lambda _done: None)
    idle(qtbot, tasks)
    assert panel.shown == 0

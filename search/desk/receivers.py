"""Reactions of desk and readers' lists: events to tasks. A reader never waits for a count.

While the broker is away counting is left out for half a minute after each failure: figures may miss a query, a page
must not miss its second.
"""

from typing import Any

import structlog

from accounts.events import PersonAnonymised
from core.events import subscribe
from search.breaker import Breaker
from search.desk import tasks
from search.events import HitOpened, IndexJobStarted, SearchAsked
from search.personal.services import drop_person

logger = structlog.get_logger("yanxun.search")

EXPIRES = 3600  # seconds; a count that is an hour late helps nobody
_counting = Breaker(failures=1, rest=30.0)


def _count(task: Any, *given: Any) -> None:
    if not _counting.allows():
        return
    try:
        task.apply_async(args=given, retry=False, expires=EXPIRES)
    except Exception:  # noqa: BLE001 - any broker, any error
        _counting.failed()
        logger.warning("broker unreachable, queries are not counted")
    else:
        _counting.succeeded()


def _search_asked(event: SearchAsked) -> None:
    _count(tasks.note_search, event.text, event.found, event.person_id)


def _hit_opened(event: HitOpened) -> None:
    _count(tasks.note_click, event.text, event.code)


def _job_started(event: IndexJobStarted) -> None:
    tasks.run_index_job.apply_async(args=[event.job_id], retry=False)


def _person_anonymised(event: PersonAnonymised) -> None:
    drop_person(person_id=event.person_id)


def connect() -> None:
    """Called once from ``apps.ready()``."""
    subscribe(SearchAsked, _search_asked)
    subscribe(HitOpened, _hit_opened)
    subscribe(IndexJobStarted, _job_started)
    subscribe(PersonAnonymised, _person_anonymised)

"""Nothing is lost between a page and the index: failures are put back, outages do not use up the tries."""

from typing import Any

import pytest

from core.constants import OUTBOX_MAX_TRIES, OutboxState
from core.models import OutboxRow
from core.services import drain
from search import builders, indexing
from search.breaker import Breaker
from search.constants import CONSUMER_INDEX, CONSUMER_SERVER
from search.engines import choice
from search.finding import search
from search.health import health
from search.models import IndexedDocument
from search.queries import SearchQuery
from tests.search.factories import index_all, lesson

pytestmark = pytest.mark.django_db
DEAD = "http://127.0.0.1:1"  # nothing listens on the first port


def test_one_broken_page_fails_alone_and_stays_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = lesson("分数一"), lesson("分数二")
    build = builders.BUILDERS

    def broken(ids: Any) -> Any:
        if bad.pk in ids:
            raise ValueError("unreadable plan")
        return builders.build_lessons(ids)

    monkeypatch.setitem(build, type(good), broken)
    drain(limit=100, consumer=CONSUMER_INDEX)
    assert list(IndexedDocument.objects.values_list("page_id", flat=True)) == [good.pk]
    failed = OutboxRow.objects.get(consumer=CONSUMER_INDEX, state=OutboxState.PENDING)
    assert "unreadable plan" in failed.error
    assert health()["pending"] >= 1


def test_an_outage_of_the_server_never_makes_a_row_dead(settings: Any) -> None:
    settings.SEARCH_ELASTICSEARCH_URL = DEAD
    lesson("分数一")
    for _ in range(OUTBOX_MAX_TRIES + 3):
        OutboxRow.objects.update(due_at="2020-01-01T00:00:00Z", claimed_until=None)
        drain(limit=100, consumer=CONSUMER_SERVER)
    rows = list(OutboxRow.objects.filter(consumer=CONSUMER_SERVER))
    assert {row.state for row in rows} == {OutboxState.PENDING}
    assert all("Elasticsearch" in row.error for row in rows)


def test_the_database_answers_while_the_server_is_away_and_says_so(settings: Any) -> None:
    lesson("一个数除以分数")
    index_all()
    settings.SEARCH_ELASTICSEARCH_URL = DEAD
    result = search(SearchQuery(text="分数"))
    assert (result.total, result.engine, result.degraded) == (1, "database", True)
    assert health()["ok"] is False


def test_withdrawals_are_remembered_until_the_server_confirms(settings: Any) -> None:
    from search.models import WithdrawnDocument

    page = lesson("分数一")
    index_all()
    settings.SEARCH_ELASTICSEARCH_URL = DEAD
    page.unpublish()
    assert list(WithdrawnDocument.objects.values_list("key", flat=True)) == [f"page:{page.pk}"]


def test_the_breaker_rests_and_tries_again_by_itself() -> None:
    breaker = Breaker(failures=2, rest=0.0)
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert breaker.allows()  # the rest is over: one request tries
    slow = Breaker(failures=1, rest=60)
    slow.failed()
    assert not slow.allows()
    slow.succeeded()
    assert slow.allows()


def test_the_drift_check_sees_a_page_that_never_came(monkeypatch: pytest.MonkeyPatch) -> None:
    page = lesson("分数一")
    assert indexing.differences(choice.database) == ([f"page:{page.pk}"], [])
    indexing.heal(choice.database)
    assert indexing.differences(choice.database) == ([], [])

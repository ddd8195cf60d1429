"""Lessons by the ten thousand: rows as the editor's services leave them, written in bulk.

``courses.services.create_lesson`` writes a page in some 50 ms, 50,000 in an hour; what is measured here is finding and
indexing, not writing. So the rows are made by hand: Wagtail's page (path, address, counts of the parent), the lesson,
and its counter of versions. Left out is what only the editor's desk and the audit read: revisions, log, reference index
and outbox rows. The indexes therefore know nothing of these lessons until ``manage.py rebuild_index``.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Max, Model, sql
from django.utils import timezone
from wagtail.models import Locale, Page

from core.models import DocumentVersion
from courses.models import LessonPage

BATCH = 1000
VARIABLES = 40  # rows of one statement on SQLite, which counts parameters


def portions(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """``rows`` in lists of at most ``size``."""
    waiting = iter(rows)
    while portion := list(islice(waiting, size)):
        yield portion


@dataclass(frozen=True, kw_only=True)
class Seedling:
    """A lesson to be. ``code`` is its public address, ``parent`` its school's page, ``fields`` are ``LessonPage``'s."""

    code: str
    title: str
    parent: Page
    fields: dict[str, Any] = field(default_factory=dict)


def plant(seedlings: Iterable[Seedling]) -> int:
    """Write them as live public lessons; returns how many. Expects a bootstrapped site."""
    written = 0
    for batch in portions(seedlings, BATCH):
        with transaction.atomic():
            _write(batch)
        written += len(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum leaves a table that did not grow in a minute
    return written


def _write(batch: Sequence[Seedling]) -> None:
    """Wagtail's rows, ours beside them, the parents' counts, the versions."""
    kind, locale, now = ContentType.objects.get_for_model(LessonPage), Locale.get_default(), timezone.now()
    parents = {seedling.parent.pk: seedling.parent for seedling in batch}
    steps = {pk: _last_step(parent) for pk, parent in parents.items()}
    pages, lessons = [], []
    for pk, seedling in enumerate(batch, start=(Page.objects.aggregate(last=Max("pk"))["last"] or 0) + 1):
        parent = seedling.parent
        steps[parent.pk] += 1
        common = {
            "pk": pk,
            "path": Page._get_path(parent.path, parent.depth + 1, steps[parent.pk]),
            "depth": parent.depth + 1,
            "numchild": 0,
            "translation_key": uuid.uuid5(uuid.NAMESPACE_URL, seedling.code),
            "locale": locale,
            "live": True,
            "first_published_at": now,
            "last_published_at": now,
            "title": seedling.title,
            "draft_title": seedling.title,
            "slug": seedling.code,
            "content_type": kind,
            "url_path": f"{parent.url_path}{seedling.code}/",
        }
        pages.append(Page(**common))
        lessons.append(LessonPage(**common, page_ptr_id=pk, code=seedling.code, **seedling.fields))
    Page.objects.bulk_create(pages)
    _insert(LessonPage, lessons)
    for pk, step in steps.items():
        Page.objects.filter(pk=pk).update(numchild=step)
    DocumentVersion.objects.bulk_create([DocumentVersion(key=f"page:{page.pk}", version=1) for page in pages])
    _move_sequence()


def _last_step(parent: Page) -> int:
    last = Page.objects.filter(depth=parent.depth + 1, path__startswith=parent.path).aggregate(last=Max("path"))["last"]
    return int(Page._str2int(last[len(parent.path) :])) if last else 0


def _insert(model: type[Model], rows: list[Any]) -> None:
    """Django has no ``bulk_create`` for the lower table of an inherited model."""
    for portion in portions(rows, VARIABLES if connection.vendor == "sqlite" else BATCH):
        query = sql.InsertQuery(model)
        query.insert_values(model._meta.local_concrete_fields, portion)
        query.get_compiler(connection=connection).execute_sql()


def _move_sequence() -> None:
    """Keys were given by hand; PostgreSQL's own counter must follow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), MAX(id)) FROM wagtailcore_page"
            )

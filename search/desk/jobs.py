"""Long work on an index that a person starts and watches: rebuild, compare, repair."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from search import indexing, sources
from search.constants import JobKind, JobState
from search.desk.models import UNFINISHED, IndexJob
from search.documents import LessonDocument
from search.engines.base import Engine
from search.engines.choice import database, engines, server
from search.events import IndexJobStarted
from search.rebuilding import rebuild_server

logger = structlog.get_logger("yanxun.search")

SILENT = timedelta(minutes=15)  # a job that has not moved for so long was killed with its worker


def start_job(*, actor: Any | None, kind: str, engine: str) -> IndexJob:
    """Put the work in the queue. Raises ``Refusal`` while the same index is being worked on, or without the engine."""
    if engine not in {each.name for each in engines()} or kind not in JobKind.values:
        raise Refusal(_("没有这个引擎。"), field="engine")
    _give_up_silent(engine)
    try:
        with transaction.atomic():
            job = IndexJob.objects.create(kind=kind, engine=engine, actor=actor)
            record_audit(actor=actor, action=f"search.{kind}", target=job, after={"engine": engine})
            announce(IndexJobStarted(job_id=job.pk))
    except IntegrityError as error:
        raise Refusal(_("这个索引上已经有一项工作在进行，等它完成再开始。")) from error
    return job


def run_job(*, actor: None, job_id: int) -> None:
    """Do the work of a queued job (or one whose worker died) and write down how it went."""
    job = IndexJob.objects.filter(pk=job_id, state__in=UNFINISHED).first()
    engine = next((each for each in engines() if job and each.name == job.engine), None)
    if job is None or engine is None:
        return
    _move(job, state=JobState.RUNNING, done=0)
    try:
        found = _WORK[JobKind(job.kind)](job, engine)
    except Exception as error:
        logger.exception("index job failed", job=job.pk, kind=job.kind, engine=job.engine)
        _move(job, state=JobState.FAILED, error=str(error)[:300] or type(error).__name__, finished_at=timezone.now())
        return
    _move(job, state=JobState.DONE, finished_at=timezone.now(), **found)


def rebuild_here(*, actor: None, engine: Engine, told: Callable[[int], object]) -> int:
    """Rebuild in this process, written down like a rebuild from the page; ``told`` hears how many more were written.

    Returns how many documents were written. Raises ``Refusal`` while the same index is being worked on.
    """
    _give_up_silent(engine.name)
    try:
        with transaction.atomic():
            job = IndexJob.objects.create(kind=JobKind.REBUILD, engine=engine.name, actor=actor, state=JobState.RUNNING)
    except IntegrityError as error:
        raise Refusal(_("这个索引上已经有一项工作在进行，等它完成再开始。")) from error
    try:
        found = _rebuild(job, engine, told)
    except BaseException as error:
        _move(job, state=JobState.FAILED, error=str(error)[:300] or type(error).__name__, finished_at=timezone.now())
        raise
    _move(job, state=JobState.DONE, finished_at=timezone.now(), **found)
    return found["done"]


def _give_up_silent(engine: str) -> None:
    """A job whose process died keeps nobody waiting for ever."""
    IndexJob.objects.filter(engine=engine, state__in=UNFINISHED, moved_at__lt=timezone.now() - SILENT).update(
        state=JobState.FAILED, error=_("执行它的进程没有回应"), finished_at=timezone.now()
    )


def check_all(*, actor: None) -> None:
    """Compare every index with what may be found and keep the figures; one that cannot be asked keeps the reason."""
    for engine in engines():
        try:
            with transaction.atomic():
                job = IndexJob.objects.create(kind=JobKind.CHECK, engine=engine.name, actor=None)
        except IntegrityError:
            continue
        run_job(actor=None, job_id=job.pk)


def _rebuild(job: IndexJob, engine: Engine, told: Callable[[int], object] = bool) -> dict[str, int]:
    _move(job, total=len(sources.open_keys()))
    found = server()
    if found is not None and engine.name == found.name:
        return {"done": rebuild_server(found, _counted(job, told))}
    started = indexing.last_outbox_id()
    written = database.rebuild(_counted(job, told))
    indexing.bring_up_to_date(database, indexing.changed_since(started))
    return {"done": written}


def _heal(job: IndexJob, engine: Engine) -> dict[str, int]:
    missing, surplus = indexing.heal(engine)
    return {"missing": missing, "surplus": surplus}


def _check(job: IndexJob, engine: Engine) -> dict[str, int]:
    missing, surplus = indexing.differences(engine)
    return {"missing": len(missing), "surplus": len(surplus)}


_WORK = {JobKind.REBUILD: _rebuild, JobKind.HEAL: _heal, JobKind.CHECK: _check}


def _counted(job: IndexJob, told: Callable[[int], object]) -> Iterator[list[LessonDocument]]:
    for batch in indexing.batches():
        yield batch
        told(len(batch))
        IndexJob.objects.filter(pk=job.pk).update(done=F("done") + len(batch), moved_at=timezone.now())


def _move(job: IndexJob, **fields: Any) -> None:
    IndexJob.objects.filter(pk=job.pk).update(moved_at=timezone.now(), **fields)

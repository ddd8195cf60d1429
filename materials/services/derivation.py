"""Running derivation steps: each leaves a status that people can see, and restarts alone."""

from collections.abc import Callable

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.events import announce
from materials import media, office, texts
from materials.constants import DerivationStep, JobState
from materials.events import MaterialDerived
from materials.models import DerivationJob, Material

logger = structlog.get_logger("yanxun.materials")

STEPS: dict[str, Callable[[Material], None]] = {
    DerivationStep.PROBE: media.probe,
    DerivationStep.POSTER: media.make_poster,
    DerivationStep.TEXT: texts.extract,
    DerivationStep.PREVIEW: office.make_preview,
}


def derive(*, material_id: int, again: bool = False) -> dict[str, str]:
    """Run every step of a material that is not done; returns ``{step: reason}`` of those that failed.

    A failed step never stops the others and never touches the file. No step runs inside a transaction.
    """
    failed: dict[str, str] = {}
    jobs = DerivationJob.objects.filter(material_id=material_id).select_related("material")
    for job in jobs if again else jobs.exclude(state=JobState.DONE):
        step = STEPS.get(job.step)
        if step is None:
            continue
        DerivationJob.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING, tries=F("tries") + 1, updated_at=timezone.now()
        )
        reason = _run(step, job.material)
        DerivationJob.objects.filter(pk=job.pk).update(
            state=JobState.FAILED if reason else JobState.DONE,
            progress=0 if reason else 100,
            reason=reason[:500],
            updated_at=timezone.now(),
        )
        if reason:
            failed[job.step] = reason
        else:
            announce(MaterialDerived(material_id=material_id, step=job.step))
    return failed


def retry_step(*, job_id: int) -> None:
    """Queue one failed step again and run it."""
    with transaction.atomic():
        job = DerivationJob.objects.select_for_update().get(pk=job_id)
        job.state, job.reason = JobState.QUEUED, ""
        job.save(update_fields=["state", "reason"])
    derive(material_id=job.material_id)


def _run(step: Callable[[Material], None], material: Material) -> str:
    try:
        step(material)
    except Exception as error:  # noqa: BLE001
        # Files come from everywhere and the parsers raise anything; the reason is kept for people to see.
        logger.warning("derivation failed", material=material.pk, step=step.__name__, error=repr(error))
        return str(error) or repr(error)
    return ""

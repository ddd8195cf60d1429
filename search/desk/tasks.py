"""Tasks of the desk: counting what was asked, work on an index, the nightly round."""

from celery import shared_task

from search.desk import jobs, services
from search.personal import alerts
from search.personal.services import note_recent


@shared_task(queue="default", time_limit=30, ignore_result=True)
def note_search(text: str, found: int, person_id: int | None) -> None:
    """Count a query, and put it on the person's own list; the two never meet."""
    services.count_search(actor=None, text=text, found=found)
    if person_id is not None:
        note_recent(actor_id=person_id, text=text)


@shared_task(queue="default", time_limit=30, ignore_result=True)
def note_click(text: str, code: str) -> None:
    """Count an opened hit."""
    services.count_click(actor=None, text=text, code=code)


@shared_task(queue="index", time_limit=3500, ignore_result=True)
def run_index_job(job_id: int) -> None:
    """Do what an operator started."""
    jobs.run_job(actor=None, job_id=job_id)


@shared_task(queue="default", time_limit=590, ignore_result=True)
def alert_saved_searches() -> None:
    """Tell people about lessons that are new for their saved searches; every few minutes, many lessons at once."""
    alerts.alert_saved_searches()


@shared_task(queue="index", time_limit=590, ignore_result=True)
def nightly_round() -> None:
    """Forget old queries and write down how far each index has drifted, before the repair."""
    services.forget_old_queries()
    jobs.check_all(actor=None)

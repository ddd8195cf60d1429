"""Tasks of the kernel."""

from celery import shared_task
from django.core.management import call_command

from core.services import outbox


@shared_task(queue="default", time_limit=110, ignore_result=True)  # below the claim's lease
def drain_outbox() -> int:
    """Handle due outbox rows."""
    return outbox.drain(limit=1000)


@shared_task(queue="default", time_limit=110, ignore_result=True)
def publish_scheduled_pages() -> None:
    """Publish and unpublish pages whose time has come."""
    call_command("publish_scheduled")

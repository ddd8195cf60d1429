"""Composition root: wires apps, settings, URLs and Celery; decides nothing."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]

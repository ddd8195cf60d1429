"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_wsgi_application()

from core.remembered_messages import remember_messages  # noqa: E402 (only a set-up Django has catalogues)

remember_messages()

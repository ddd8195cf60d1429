"""The reference's entry point; the product's own ``deploy/gunicorn.conf.py`` serves it."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.references.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

"""The product's settings with nothing around the view: no middleware, no context processors, no component compiler."""

from lms.settings import *  # noqa: F403 (settings are inherited whole)
from lms.settings import INSTALLED_APPS as PRODUCT_APPS

ROOT_URLCONF = "benchmarks.references.urls"
WSGI_APPLICATION = "benchmarks.references.wsgi.application"
LEFT_OUT = {"allauth", "allauth.account", "django_cotton"}  # they insist on their middleware and template loaders
INSTALLED_APPS = [app for app in PRODUCT_APPS if app not in LEFT_OUT]
MIDDLEWARE = []
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates"},
]

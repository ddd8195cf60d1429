"""All addresses, by app from the front door down. Wagtail's own routes come last."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.i18n import set_language
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core import access
from core.styleguide import styleguide
from lms.api import api

urlpatterns = [
    path("", include("home.urls")),
    path("", include("search.urls")),
    path("", include("training.urls")),
    path("", include("research_groups.urls")),
    path("", include("courses.urls")),
    path("", include("materials.urls")),
    path("", include("accounts.urls")),
    path("api/", api.urls),
    path("i18n/setlang/", access.public(set_language), name="set_language"),
    path("styleguide/", styleguide, name="styleguide"),
    path("accounts/", include("allauth.urls")),
    path("editor/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Pictures of editors only: documents lie under the same root and go through Wagtail's own view. In production the
    # proxy answers before us.
    re_path(
        r"^media/(?P<path>(?:images|original_images)/.+)$",
        access.public(serve),
        {"document_root": settings.MEDIA_ROOT},
        name="media",
    ),
    path("", include("home.page_urls")),
    path("", include(wagtail_urls)),
]

"""The public JSON interface: one description at ``/api/docs``, one router per app."""

from ninja import NinjaAPI, Swagger

from search.api import router as lesson_search
from search.kinds_api import router as search

api = NinjaAPI(title="研训公开接口", version="1.0", docs=Swagger(), urls_namespace="api")
api.add_router("/lessons", lesson_search)
api.add_router("/search", search)

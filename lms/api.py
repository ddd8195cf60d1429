"""The public JSON interface: one description at ``/api/docs``, one router per app."""

from ninja import NinjaAPI, Swagger

api = NinjaAPI(title="研训公开接口", version="1.0", docs=Swagger(), urls_namespace="api")

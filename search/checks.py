"""System checks: nothing that has a public address is forgotten by the index."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning
from django.db.models import Model

from core.models import BasePage
from search.constants import Kind
from search.engines.base import EngineUnavailable
from search.engines.choice import server
from search.sources import NOT_INDEXED, SOURCES


def every_page_type_decided(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A model with an address of its own is indexed, or left out for a written reason; every kind has a source."""
    sources = {source.model for source in SOURCES}
    forgotten = [
        Error(
            f"{model._meta.label} is neither indexed nor left out for a reason",
            hint="add a source to search.sources.SOURCES or a line to NOT_INDEXED",
            id="search.E001",
        )
        for model in apps.get_models()
        if has_address(model) and model not in sources and model._meta.label not in NOT_INDEXED
    ]
    missing = [
        Error(f"the kind {kind.value} has no source", hint="add one to search.sources.SOURCES", id="search.E002")
        for kind in Kind
        if kind not in {source.kind for source in SOURCES}
    ]
    return [*forgotten, *missing]


def server_mapping_is_current(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """``check --deploy``: the index behind the alias was built with the mapping of this code."""
    engine = server()
    if engine is None or not engine.ping():
        return []
    try:
        current = engine.mapping_is_current()
    except EngineUnavailable:
        return []
    hint = "manage.py rebuild_index --engine elasticsearch builds beside the old one and swaps"
    return [] if current else [Warning("the Elasticsearch index has an older mapping", hint=hint, id="search.W003")]


def has_address(model: type[Model]) -> bool:
    """Whether it is a page with an address of its kind, or one of our models that knows its own address."""
    if issubclass(model, BasePage):
        return bool(model.address_prefix)
    config = apps.get_app_config(model._meta.app_label)
    return "site-packages" not in str(config.path) and hasattr(model, "get_absolute_url")

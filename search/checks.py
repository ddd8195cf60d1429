"""System checks: no page type is forgotten by the index, and an index of an older shape is noticed."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error

from core.models import BasePage
from search.builders import BUILDERS, NOT_INDEXED


def every_page_type_decided(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A page type with its own address is indexed, or left out for a written reason."""
    return [
        Error(
            f"{model._meta.label} is neither indexed nor left out for a reason",
            hint="add a builder to search.builders.BUILDERS or a line to NOT_INDEXED",
            id="search.E001",
        )
        for model in apps.get_models()
        if issubclass(model, BasePage)
        and model.address_prefix
        and model not in BUILDERS
        and model._meta.label not in NOT_INDEXED
    ]

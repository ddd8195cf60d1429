"""System checks of the kernel."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from core import access, append_only


def append_only_guards(
    app_configs: Sequence[Any] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Every append-only table carries its triggers (runs with ``check --database default``)."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        found += [
            Error(f"the append-only guard {name} is missing", hint="run migrate", id="core.E001")
            for name in append_only.missing(connections[alias])
        ]
    return found


def declared_access(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Every view of ours declares who may open it, and every named policy exists."""
    found: list[CheckMessage] = []
    for route, view in local_views(get_resolver().url_patterns):
        declaration = access.declaration_of(view)
        if declaration is None:
            found.append(
                Error(
                    f"the view at /{route} does not declare who may open it",
                    hint="decorate it with access.public, access.signed_in or access.checked(…), see core/access.py",
                    obj=view,
                    id="core.E002",
                )
            )
        elif declaration.policy and not _policy_exists(declaration.policy):
            found.append(Error(f"/{route} names the unknown policy {declaration.policy}", obj=view, id="core.E003"))
    return found


def local_views(
    patterns: Sequence[URLPattern | URLResolver], prefix: str = "", ours: bool = False
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """(route, callback) of every pattern that stands in one of our URLconfs or leads to one of our views."""
    for each in patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            module = getattr(each.urlconf_module, "__name__", "") if each.urlconf_name else ""
            yield from local_views(each.url_patterns, route, ours or _is_local(module))
        elif ours or _is_local(_module_of(each.callback)):
            yield route, each.callback


def _module_of(callback: Callable[..., Any]) -> str:
    view = getattr(callback, "func", callback)
    return getattr(getattr(view, "view_class", view), "__module__", "")


def _is_local(module: str) -> bool:
    return module.partition(".")[0] in settings.LOCAL_APPS


def _policy_exists(policy: str) -> bool:
    app, _dot, name = policy.partition(".")
    try:
        return callable(import_string(f"{app}.policies.{name}"))
    except ImportError:
        return False

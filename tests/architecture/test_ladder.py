"""Arrows point down: imports, keys of the database and addresses in templates."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.house import ROOT, app_files, floor, imported_roots, ladder, name_of

ENGINES = {"elasticsearch", "elasticsearch_dsl", "elastic_transport"}
URL_TAG = re.compile(r"""{%-?\s*url\s+['"]([^'"]+)['"]""")
# Names that everybody may print: the frame's own parts live in the front door and the composition root.
SHARED_FOLDERS = {"account", "allauth", "cotton", "components", "styleguide", "wagtailadmin", "wagtailembeds"}


def climbing_imports(app: str, source: str) -> set[str]:
    """Apps above ``app`` that the source imports, lazily or not."""
    return {other for other in imported_roots(source) if other in ladder() and floor(other) > floor(app)}


def climbing_keys(model: type[models.Model]) -> list[str]:
    """Relations of a model to a model of a higher floor; the user model may be named from anywhere."""
    own = model._meta.app_label
    found = []
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
        target = field.related_model
        if not isinstance(target, type) or target._meta.label == settings.AUTH_USER_MODEL:
            continue
        other = target._meta.app_label
        if other in ladder() and floor(other) > floor(own):
            found.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    return found


def names_by_floor(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every named address with the app whose view answers it."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from names_by_floor(entry, namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{prefix}{entry.name}", entry.callback.__module__.partition(".")[0]


def climbing_addresses(app: str, template: str, owners: dict[str, str]) -> list[str]:
    """Names that a template of ``app`` reverses although their views stand on a higher floor."""
    return [
        name
        for name in URL_TAG.findall(template)
        if (owner := owners.get(name)) in ladder() and floor(str(owner)) > floor(app)
    ]


def templates_with_floor() -> Iterable[tuple[str, Path]]:
    """Templates in a folder named after an app."""
    for folder in sorted((ROOT / "templates").iterdir()):
        if folder.name in ladder() and folder.name not in SHARED_FOLDERS:
            for path in sorted(folder.rglob("*.html")):
                yield folder.name, path


def test_every_local_app_stands_in_the_ladder() -> None:
    assert set(settings.LOCAL_APPS) == set(ladder()) - {"lms"}
    assert list(settings.LOCAL_APPS) == list(reversed(ladder()[:-1])), "settings list the apps from the top down"


def test_every_package_with_an_app_config_is_a_local_app() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages == set(settings.LOCAL_APPS)


def test_no_import_climbs_not_even_inside_a_function() -> None:
    climbing = {name_of(path): up for app, path in app_files() if (up := climbing_imports(app, path.read_text()))}
    assert climbing == {}


def test_canary_a_lazy_import_of_a_higher_floor_is_seen() -> None:
    assert climbing_imports("courses", "def f():\n    from training.models import Run\n") == {"training"}
    assert climbing_imports("courses", "import_module('training.services')") == {"training"}
    assert climbing_imports("training", "from courses.models import Series") == set()


def test_only_search_imports_an_engine() -> None:
    importers = {app for app, path in app_files() if ENGINES & imported_roots(path.read_text())}
    assert importers <= {"search"}


def test_canary_an_engine_under_another_name_is_seen() -> None:
    assert ENGINES & imported_roots("def f():\n    import elasticsearch.helpers as h")


def test_keys_point_down() -> None:
    local = [model for model in apps.get_models() if model._meta.app_label in ladder()]
    assert len(local) > 20, "the check must see the models"
    assert [line for model in local for line in climbing_keys(model)] == []


def test_canary_a_key_that_points_up_is_seen() -> None:
    class Sticker(models.Model):
        lesson = models.ForeignKey("courses.LessonPage", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "core"

    try:
        assert climbing_keys(Sticker) == ["core.Sticker.lesson → courses.LessonPage"]
    finally:
        del apps.all_models["core"]["sticker"]
        apps.clear_cache()


@pytest.fixture(scope="module")
def owners() -> dict[str, str]:
    return dict(names_by_floor(get_resolver()))


def test_templates_reverse_no_address_of_a_higher_floor(owners: dict[str, str]) -> None:
    climbing = {
        name_of(path): up
        for app, path in templates_with_floor()
        if (up := climbing_addresses(app, path.read_text(), owners))
    }
    assert climbing == {}


def test_canary_a_climbing_address_is_seen(owners: dict[str, str]) -> None:
    upper = next(name for name, owner in owners.items() if owner == "training")
    assert climbing_addresses("courses", f"{{% url '{upper}' %}}", owners) == [upper]
    assert climbing_addresses("training", f"{{% url '{upper}' %}}", owners) == []

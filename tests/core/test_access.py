"""A view of ours says who may open it, and a view that says nothing fails the start."""

from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.views.generic import RedirectView, View

from core import access, checks


def answer(request: HttpRequest) -> HttpResponse:
    """A view without a declaration."""
    return HttpResponse("ok")


class Answer(View):
    """A class-based view without a declaration."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return HttpResponse("ok")


@access.signed_in
class Declared(Answer):
    """A class-based view with one."""


class Heir(Declared):
    """A subclass that forgot to declare."""


def problems(monkeypatch: pytest.MonkeyPatch, *patterns: object) -> list[str]:
    """Ids of what the check finds when these patterns stand in one of our URLconfs."""
    urls = ModuleType("accounts.made_up_urls")
    urls.urlpatterns = list(patterns)  # type: ignore[attr-defined]
    monkeypatch.setattr(checks, "_is_local", lambda module: module.startswith(("accounts", "tests")))
    with override_settings(ROOT_URLCONF=urls):
        return [str(message.id) for message in checks.declared_access()]


def test_views_without_a_declaration_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions, classes and heirs of declared classes alike."""
    found = problems(
        monkeypatch, path("a/", answer), path("b/", Answer.as_view()), path("c/", Heir.as_view(), name="c")
    )
    assert found == ["core.E002"] * 3


def test_declared_views_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """All three declarations, and a wrapped view of another package."""
    patterns = [
        path("a/", access.public(answer)),
        path("b/", Declared.as_view()),
        path("c/", access.public(RedirectView.as_view(url="/"))),
        path("d/", access.checked("organizations.can_view_staff")(answer)),
    ]
    assert problems(monkeypatch, *patterns) == []


def test_an_unknown_policy_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A declaration with a spelling mistake protects nothing, so it is an error too."""
    assert problems(monkeypatch, path("a/", access.checked("organizations.can_fly")(answer))) == ["core.E003"]


def test_wrapping_does_not_mark_the_view_of_another_package() -> None:
    """``access.public`` on a foreign view leaves the foreign view as it was."""
    access.public(answer)
    assert access.declaration_of(answer) is None

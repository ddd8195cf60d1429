"""Every view says who may open it; a view that says nothing fails the start (``core.checks.declared_access``).

Three declarations, each used the same way on a function and on a class::

    @access.public                                      # everybody, visitors included
    def home(request): ...

    @access.signed_in                                   # any person with an account; visitors go to the sign-in page
    def my_hours(request): ...

    @access.checked("organizations.can_view_staff")     # signed in, and the view asks this policy about its object
    def staff(request, school_id):
        school = get_object_or_404(Organization, public_id=school_id)
        access.require(can_view_staff(request.user, school))  # refused is 404, never 403

``checked`` names the policy (``<app>.<function in that app's policies.py>``; a wrong name fails the start too), it does
not call it: only the view knows the object. ``checked(…, visitors=True)`` lets visitors through to the policy, for
objects that may be public.

Class-based views carry the declaration on the class, above ``class``; it is not inherited, so a subclass declares
again::

    @access.signed_in
    class Notices(ListView): ...

A policy is a function ``(user, object) -> bool`` in an app's ``policies.py`` under ``@access.policy``, which makes it
fail closed: visitors, switched-off accounts and exceptions get ``False``.

A view of another package in our own URLconf is wrapped in place: ``access.public(RedirectView.as_view(…))``.

Not ours and so not asked: allauth, Wagtail (its editor asks ``organizations.permissions``) and django-ninja, whose
operations are public by contract and read only through ``visible_to``.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.utils.decorators import method_decorator

logger = structlog.get_logger("yanxun.access")
P = ParamSpec("P")

MARK = "access_declaration"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Declaration:
    """Who may open a view: ``public``, ``signed_in`` or ``checked`` with the dotted name of a policy."""

    kind: str
    policy: str = ""


def declare(view: View, declaration: Declaration, *, sign_in: bool) -> View:
    """Mark ``view`` (function or class) and, with ``sign_in``, send visitors to the sign-in page first."""
    if isinstance(view, type):
        decorated: Any = method_decorator(login_required, name="dispatch")(view) if sign_in else view
    elif sign_in:
        decorated = login_required(view)
    else:
        decorated = functools.wraps(view)(lambda *args, **kwargs: view(*args, **kwargs))
    setattr(decorated, MARK, declaration)
    return decorated  # type: ignore[no-any-return]


def public(view: View) -> View:
    """Everybody may open it."""
    return declare(view, Declaration("public"), sign_in=False)


def signed_in(view: View) -> View:
    """Any signed-in person may open it; what it shows is their own."""
    return declare(view, Declaration("signed_in"), sign_in=True)


def checked(policy: str, *, visitors: bool = False) -> Callable[[View], View]:
    """The view asks ``policy`` (``"organizations.can_view_staff"``) about its object before it shows anything."""

    def decorate(view: View) -> View:
        return declare(view, Declaration("checked", policy), sign_in=not visitors)

    return decorate


def policy(rule: Callable[Concatenate[Any, P], bool]) -> Callable[Concatenate[Any, P], bool]:
    """Make a rule fail closed: no visitor, no switched-off account, and an exception means no."""

    @functools.wraps(rule)
    def asked(user: Any, *args: P.args, **kwargs: P.kwargs) -> bool:
        if not (getattr(user, "is_authenticated", False) and user.is_active):
            return False
        try:
            return bool(rule(user, *args, **kwargs))
        except Exception:
            logger.exception("policy failed, answering no", policy=rule.__qualname__)
            return False

    return asked


def require(allowed: bool) -> None:
    """Turn a refusal into 404: what belongs to others does not even exist for those who ask."""
    if not allowed:
        raise Http404


def declaration_of(callback: Callable[..., Any]) -> Declaration | None:
    """What the view behind a URL pattern declared, ``None`` when it declared nothing itself."""
    while callback is not None:
        holder = getattr(callback, "view_class", callback)
        if found := vars(holder).get(MARK) if hasattr(holder, "__dict__") else None:
            return found  # type: ignore[no-any-return]
        callback = getattr(callback, "func", None) or getattr(callback, "__wrapped__", None)  # type: ignore[assignment]
    return None

"""The editor's gate: before any view under its prefix runs, the objects named in the address are checked.

Most holes of page editors were on secondary views (preview, compare, history, choosers, bulk actions, reports): each
checks by itself, and one forgets. Here one rule holds for all of them: an address that names a page, a picture or a
file which the person may not see does not exist (404). Sections that nobody needs here do not exist either.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from core import access
from organizations.permissions import page_policy, visible_pages
from organizations.permissions.backend import ACCESS_ADMIN

PREFIX = "/editor/"
OPEN_NAMES = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}
CLOSED_NAMESPACES = {
    "wagtailadmin_reports",  # titles of other organizations' drafts
    "wagtailadmin_workflows",
    "wagtailadmin_collections",
    "wagtailusers_users",
    "wagtailusers_groups",
    "wagtailsites",
    "wagtailsettings",
    "wagtailsnippets",
    "wagtailembeds",
    "wagtailadmin_api:images",  # lists every collection
    "wagtailadmin_api:documents",
}
CLOSED_NAMES = {
    "wagtailadmin_error_test",
    "type_use",
    "type_use_results",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
PAGE_NAMESPACES = {"", "wagtailadmin_pages", "wagtailadmin_api:pages"}
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "pk")
MEDIA_KEYS = ("image_id", "document_id", "doc_id", "pk")
CHOOSER_NAMES = {"wagtailadmin_choose_page_child", "wagtailadmin_choose_page_chosen_multiple"}


class EditorGateMiddleware:
    """Refuses addresses of the editor before their views run; the views still check by themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass everything on; the work is done once the address is resolved."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 404, or lead to our own sign-in page, or let the view run."""
        match = request.resolver_match
        if match is None or not request.path.startswith(PREFIX) or match.url_name in OPEN_NAMES:
            return None
        if match.url_name == "wagtailadmin_logout":
            access.require(request.method == "POST")  # Wagtail drops the session's cookie for a GET too
            return None
        if match.url_name == "wagtailadmin_login":
            return redirect(f"{reverse('account_login')}?next={PREFIX}")
        if match.url_name == "wagtailadmin_account":
            return redirect("account_change_password")  # Wagtail's asks for first name, last name and e-mail
        user = request.user
        if user.is_anonymous or user.is_superuser:
            return None
        # Wagtail would send a signed-in person without access to the sign-in page, which sends them back, for ever.
        access.require(user.has_perm(ACCESS_ADMIN) and _may_pass(request, match))
        return None


def _may_pass(request: HttpRequest, match: ResolverMatch) -> bool:
    namespace = match.namespace or ""
    if namespace in CLOSED_NAMESPACES or match.url_name in CLOSED_NAMES:
        return False
    if match.url_name == "wagtail_bulk_action":
        return _may_act_on_many(request, match.kwargs)
    if match.url_name in CHOOSER_NAMES:
        wanted = [match.kwargs["parent_page_id"]] if match.kwargs else request.GET.getlist("id")
        return _all_in(Page.objects.filter(visible_pages(request.user)), wanted)
    if namespace in PAGE_NAMESPACES:
        wanted = [match.kwargs[key] for key in PAGE_KEYS if key in match.kwargs]
        return _all_in(page_policy.explorable_instances(request.user), wanted)
    for model, label in ((get_image_model(), "wagtailimages"), (get_document_model(), "wagtaildocs")):
        if namespace in {label, f"{label}_chooser"}:
            wanted = [match.kwargs[key] for key in MEDIA_KEYS if key in match.kwargs] + request.GET.getlist("id")
            return _all_in(_own_media(model, request.user), wanted)
    return True


def _may_act_on_many(request: HttpRequest, kwargs: dict[str, str]) -> bool:
    """Bulk actions list by name whatever they may not touch, so every id must be the person's own."""
    try:
        model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return False
    user, wanted = request.user, request.GET.getlist("id")
    if not issubclass(model, Page):
        if model not in (get_image_model(), get_document_model()):
            return True
        return _all_in(_own_media(model, user), [each for each in wanted if each != "all"])
    own = page_policy.instances_user_has_any_permission_for(user, {"change"})
    if "all" in wanted:
        wanted = [each for each in wanted if each != "all"] + [request.GET.get("childOf", "")]
    return _all_in(own, wanted)


def _own_media(model: Any, user: Any) -> Any:
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, {"change", "choose"})


def _all_in(allowed: Any, wanted: Iterable[Any]) -> bool:
    """Whether every wanted key is in the query set; what is no number is in none."""
    keys = set(map(str, wanted))
    if not all(key.isdecimal() for key in keys):
        return False
    return not keys or allowed.filter(pk__in=keys).count() == len(keys)

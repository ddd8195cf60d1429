"""The editor in the words of this house: what may be chosen, what is never deleted, and no menus nobody needs."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import router
from django.db.models import Q, QuerySet
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from organizations.models import Organization
from organizations.permissions import visible_pages

HIDDEN_MENU_ITEMS = {"reports", "settings", "help"}


@hooks.register("construct_page_chooser_queryset")
def offer_visible_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Own pages with drafts, other organizations' public pages; never another organization's draft title."""
    return pages if request.user.is_superuser else pages.filter(visible_pages(request.user))


@hooks.register("construct_main_menu")
def hide_menus(request: HttpRequest, items: list[Any]) -> None:
    """Reports would show titles of others, settings are groups and users, help leads to a foreign site."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in HIDDEN_MENU_ITEMS]


@hooks.register("insert_global_admin_css")
def wear_our_colours() -> SafeString:
    """Azurite instead of Wagtail's purple."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/editor.css"))


@hooks.register("before_delete_page")
def keep_published_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that was public once is withdrawn, never deleted."""
    return _refuse(request, reason_to_keep([page]), page)


@hooks.register("before_move_page")
def keep_organization_page(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """An organization's page stays where it is: rights follow the tree."""
    return _refuse(request, reason_not_to_move([page]), page)


@hooks.register("before_unpublish_page")
def keep_organization_public(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An organization's page stays public while the organization publishes."""
    return _refuse(request, reason_not_to_move([page]), page)


@hooks.register("before_bulk_action")
def keep_pages_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same three rules where many pages are ticked; one refused page refuses them all."""
    pages = [each for each in objects if isinstance(each, Page)]
    reason = None
    if action_type == "delete":
        reason = reason_to_keep(pages)
    elif action_type in {"move", "unpublish"}:
        reason = reason_not_to_move(pages)
    if reason is None:
        return None
    messages.error(request, reason)
    return redirect(action.next_url)


def reason_to_keep(pages: Iterable[Page]) -> str | None:
    """Why one of ``pages`` must not be deleted, ``None`` when all may."""
    for page in pages:
        branch = Page.objects.descendant_of(page, inclusive=True)
        public = branch.filter(Q(live=True) | ~Q(first_published_at=None)).order_by("path").first()
        if public is not None:
            return _("“%(title)s”公开过，只能撤下，不能删除：别人的备课、教研记录和学时可能引用它。") % {
                "title": public.title
            }
        if _is_protected(branch):
            return _("“%(title)s”还被别的记录引用，不能删除。先在引用它的地方换掉。") % {"title": page.title}
    return None


def reason_not_to_move(pages: Iterable[Page]) -> str | None:
    """Why one of ``pages`` must stay as and where it is, ``None`` when all may go."""
    owner = Organization.objects.filter(page__in=list(pages)).first()
    if owner is None:
        return None
    return _("“%(name)s”的单位主页不能移动或撤下，它下面的内容都靠它归属。") % {"name": owner.name}


def _is_protected(branch: QuerySet[Page]) -> bool:
    collector = Collector(using=router.db_for_write(Page))
    try:
        collector.collect([page.specific for page in branch])
    except (ProtectedError, RestrictedError):
        return True
    return False


def _refuse(request: HttpRequest, reason: str | None, page: Page) -> HttpResponse | None:
    if reason is None:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", page.get_parent().pk)

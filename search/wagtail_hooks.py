"""The way from Wagtail's editor to the desk: the screens stand on our side, because the operator has no editor."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from search.policies import can_shape_search


class DeskMenuItem(SubmenuMenuItem):
    """Only for those who may shape the search."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asked at every request."""
        return bool(can_shape_search(request.user))


@hooks.register("register_admin_menu_item")
def desk_menu() -> Any:
    """搜索 → 搜索情况, 同义词."""
    items = [
        MenuItem(_("搜索情况"), reverse_lazy("search:desk"), icon_name="view", order=1),
        MenuItem(_("同义词"), reverse_lazy("search:synonyms"), icon_name="tag", order=2),
    ]
    return DeskMenuItem(
        _("搜索"), Menu(register_hook_name="register_search_menu_item", items=items), icon_name="search"
    )

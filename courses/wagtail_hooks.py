"""The editor for lessons, series and curricula: choosers, panels, and no way round the filing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from courses.choosers import material_chooser, node_chooser, person_chooser
from courses.models import CurriculumPage


@hooks.register("register_admin_viewset")
def register_choosers() -> list[Any]:
    """Places, materials, colleagues."""
    return [node_chooser, material_chooser, person_chooser]


@hooks.register("construct_page_action_menu")
def no_publish_before_filing(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """An unfiled curriculum offers saving only; so does a filed one that has changed since."""
    page = context.get("page")
    is_new = page is None and getattr(context.get("content_type"), "model", "") == "curriculumpage"
    if is_new or (isinstance(page, CurriculumPage) and not may_publish(page)):
        items[:] = [item for item in items if item.name != "action-publish"]


@hooks.register("before_publish_page")
def refuse_unfiled(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The button may be gone and the request still come; the saved draft stays."""
    if not isinstance(page.specific, CurriculumPage) or may_publish(page.specific):
        return None
    messages.error(request, _("备案以后才能公开，改动已保存为草稿。请把它送去审核。"))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_copy_page")
def refuse_copy_of_curriculum(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Each school has one plan a year; the next one is begun anew, not by copying a page."""
    if not isinstance(page.specific, CurriculumPage):
        return None
    messages.error(request, _("课程方案每学年一份，请在学校主页下新建下一学年的方案。"))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def may_publish(curriculum: CurriculumPage) -> bool:
    """Whether the latest text is the filed one."""
    return curriculum.is_filed and curriculum.filed_revision_id == curriculum.latest_revision_id

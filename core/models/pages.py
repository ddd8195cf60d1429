"""The abstract page of every public page type."""

import functools
from typing import Any, Self

from django.db import models
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from core.codes import new_code
from core.prepared import Prepared, prepared


def knowing_restrictions(pages: PageQuerySet) -> PageQuerySet:
    """Pages that know whether a view restriction may hold for them, so that the usual page asks for none.

    Wagtail follows aliases to their sources; where a restricted page has any, it is asked in full.
    """
    above = PageViewRestriction.objects.annotate(
        below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(Q(below__startswith=F("page__path")) | Q(page__aliases__isnull=False))
    return pages.annotate(may_be_restricted=Exists(above))


@functools.cache
def _by_code(page_type: "type[BasePage]") -> Prepared[..., Any]:
    @prepared
    def live_with(code: str) -> PageQuerySet:
        return knowing_restrictions(page_type.to_serve().live()).filter(code=code)

    return live_with


class BasePage(Page):
    """A Wagtail page with a short generated code that is its slug and, for kinds with own addresses, its address.

    The code is unique per type, never edited and never copied: an all-Chinese title would make no slug at all.
    """

    code = models.CharField(_("编号"), max_length=16, editable=False, blank=True, db_index=True)

    exclude_fields_in_copy = ["code"]
    may_be_root = False
    address_prefix = ""  # "lessons": the page's address is /lessons/<code>/ wherever it stands in the tree

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Give the page its code and slug before Wagtail looks for one in the title."""
        self.ensure_code()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Saving without cleaning (drafts) still needs the code."""
        self.ensure_code()
        return super().save(*args, **kwargs)

    def ensure_code(self) -> None:
        """Set ``code`` and ``slug`` once."""
        if not self.code:
            self.code = new_code()
        if not self.slug:  # type: ignore[has-type]
            self.slug = self.code

    @classmethod
    def to_serve(cls) -> PageQuerySet:
        """Where an address is looked up; a kind that shows what its keys point at fetches it along."""
        return cls.objects.all()

    @classmethod
    def live_with_code(cls, code: str) -> Self | None:
        """The live page of this kind that an address names, in one statement that is composed once."""
        return next(iter(_by_code(cls)(code=code)), None)  # type: ignore[arg-type]

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Wagtail's own answer; no question where the page was read with ``knowing_restrictions``."""
        if self.__dict__.get("may_be_restricted", True):
            restrictions: models.QuerySet[PageViewRestriction] = super().get_view_restrictions()
            return restrictions
        return PageViewRestriction.objects.none()

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Nothing but the home page stands at the tree's root."""
        return (cls.may_be_root or not parent.is_root()) and super().can_create_at(parent)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The tree follows the owner, the address follows the kind."""
        parts = super().get_url_parts(request)
        if parts is None or not self.address_prefix:
            return parts
        site_id, root_url, _page_path = parts
        return site_id, root_url, f"/{self.address_prefix}/{self.code}/"

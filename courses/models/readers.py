"""What the public pages of this app share: asking a policy before they show, and leaving preparation to a module."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from core.models import BasePage


class ReadersPage(BasePage):
    """A page for readers.

    ``policy`` and ``context_builder`` are names, not functions: both stand above the models and import them.
    """

    policy = ""
    context_builder = ""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """Ask no more whether what a key points at exists where the object itself is at hand; the database refuses too.

        Wagtail cleans a live page at every save, and each key costs a statement.
        """
        known = {field.name for field in self._meta.fields if self._has_at_hand(field)}
        super().clean_fields(exclude={*(exclude or ()), *known})

    def _has_at_hand(self, field: Any) -> bool:
        if not field.is_relation or not field.is_cached(self):
            return False
        target = field.get_cached_value(self)
        return target is not None and target.pk is not None and not target._state.adding

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer readers whom it reaches; a visitor may sign in first, for all others the page does not exist.

        View restrictions were checked by Wagtail before it calls this, and drafts never come here.
        """
        asked = self.policy and not getattr(request, "is_preview", False)
        if asked and not import_string(self.policy)(request.user, self):
            if request.user.is_authenticated or not self.opens_after_sign_in():
                raise Http404
            return redirect_to_login(request.get_full_path())
        response: HttpResponseBase = super().serve(request, *args, **kwargs)
        return response

    def opens_after_sign_in(self) -> bool:
        """Whether signing in is what is missing."""
        return False

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's context and the value objects of this page."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        if self.context_builder:
            context |= import_string(self.context_builder)(request, self)
        return context

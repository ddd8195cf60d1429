"""Middleware of the kernel: the editor's looser content policy, and the reader's own language."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

EDITOR_PREFIXES = ("/editor/", "/django-admin/")


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; the editor's own under its prefix alone."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:  # type: ignore[override]
        """Replace the policy for the editor's pages before the header is built."""
        if request.path.startswith(EDITOR_PREFIXES):
            response._csp_replace = settings.EDITOR_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)  # type: ignore[return-value]


class InterfaceLanguageMiddleware:
    """The interface language by cookie, never by Accept-Language: pages stay cacheable and Chinese first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the cookie's language for this request."""
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            return self.get_response(request)

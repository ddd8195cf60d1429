"""Wagtail: one site, Chinese, no calls home, no groups."""

from lms.settings.env import SITE_URL

__all__ = [
    "WAGTAILADMIN_BASE_URL",
    "WAGTAILADMIN_COMMENTS_ENABLED",
    "WAGTAILADMIN_LOGIN_URL",
    "WAGTAILADMIN_PERMITTED_LANGUAGES",
    "WAGTAILADMIN_RICH_TEXT_EDITORS",
    "WAGTAILDOCS_DOCUMENT_MODEL",
    "WAGTAILDOCS_SERVE_METHOD",
    "WAGTAILIMAGES_IMAGE_MODEL",
    "WAGTAILIMAGES_MAX_IMAGE_PIXELS",
    "WAGTAILIMAGES_MAX_UPLOAD_SIZE",
    "WAGTAIL_ALLOW_UNICODE_SLUGS",
    "WAGTAIL_AUTOSAVE_INTERVAL",
    "WAGTAIL_ENABLE_UPDATE_CHECK",
    "WAGTAIL_ENABLE_WHATS_NEW_BANNER",
    "WAGTAIL_FRONTEND_LOGIN_URL",
    "WAGTAIL_GRAVATAR_PROVIDER_URL",
    "WAGTAIL_I18N_ENABLED",
    "WAGTAIL_SITE_NAME",
    "WAGTAIL_WORKFLOW_ENABLED",
]

WAGTAIL_SITE_NAME = "研训"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # unicode slugs make 145-byte addresses; BasePage sets a short code instead
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 5000  # ms; the default of 500 keeps SQLite's write lock busy
WAGTAIL_WORKFLOW_ENABLED = False  # its tasks ask groups, which stay empty; filing a curriculum is a service of courses
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "h4", "bold", "italic", "ol", "ul", "link", "blockquote", "superscript"]},
    }
}

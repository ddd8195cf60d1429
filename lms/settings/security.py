"""Headers, cookies, hosts. The strict content policy holds everywhere but under the editor's prefix."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from lms.settings.env import DEBUG, SITE_URL, env

__all__ = [
    "ALLOWED_HOSTS",
    "CONTENT_SECURITY_POLICY",
    "CSRF_COOKIE_SECURE",
    "CSRF_TRUSTED_ORIGINS",
    "EDITOR_CONTENT_SECURITY_POLICY",
    "PERMISSIONS_POLICY",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_HSTS_SECONDS",
    "SECURE_REFERRER_POLICY",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "SILENCED_SYSTEM_CHECKS",
    "X_FRAME_OPTIONS",
]

SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname or "localhost", "127.0.0.1", "localhost"])
if DEBUG:
    ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = False  # the proxy in front redirects
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor's preview is a frame of ours
# TLS ends at the proxy; over plain http (the one-command start) secure cookies would lock everybody out.
SILENCED_SYSTEM_CHECKS = ["security.W008"] + ([] if SECURE else ["security.W004", "security.W012", "security.W016"])
SILENCED_SYSTEM_CHECKS += ["models.W040"]  # the ledger's covering index covers on PostgreSQL only, on purpose
SILENCED_SYSTEM_CHECKS += ["security.W019"]  # SAMEORIGIN on purpose, see X_FRAME_OPTIONS

STRICT = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "form-action": [SELF],
    "connect-src": [SELF],
    "media-src": [SELF, "blob:"],
    "worker-src": [SELF, "blob:"],
    "frame-src": [SELF],
    "manifest-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": STRICT}
# Wagtail's panels and choosers die silently under the strict policy; never a nonce here: it would switch
# 'unsafe-inline' off.
EDITOR_CONTENT_SECURITY_POLICY = {
    **STRICT,
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("accelerometer", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
}

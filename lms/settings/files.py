"""Static files, public media and protected files."""

from pathlib import Path

from environs import validate

from lms.settings.env import BASE_DIR, DATA_DIR, DEBUG, env

__all__ = [
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
    "FILE_UPLOAD_PERMISSIONS",
    "MEDIA_ROOT",
    "MEDIA_URL",
    "PROTECTED_ROOT",
    "SENDFILE_BACKEND",
    "SENDFILE_ROOT",
    "SENDFILE_URL",
    "STATICFILES_DIRS",
    "STATICFILES_FINDERS",
    "STATIC_ROOT",
    "STATIC_URL",
    "STORAGES",
    "WHITENOISE_USE_FINDERS",
]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "core.static_bundle.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = DEBUG

# Editorial pictures are public media; teaching materials never are: a view checks the policy, then sendfile serves.
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PROTECTED_ROOT = DATA_DIR / "protected"
# nginx: the answer names the file by X-Accel-Redirect and an internal location of that address sends it.
SENDFILE = env.str("SENDFILE", "simple", validate=validate.OneOf(["simple", "nginx"]))
SENDFILE_BACKEND = f"django_sendfile.backends.{SENDFILE}"
SENDFILE_ROOT = Path(env.str("SENDFILE_ROOT", str(PROTECTED_ROOT))).resolve()
SENDFILE_URL = env.str("SENDFILE_URL", "/protected/")

FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page forms are wide

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "protected": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PROTECTED_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "core.static_bundle.HashedStaticFiles"
    },
}

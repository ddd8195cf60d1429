"""The public catalogue's engine, and the editor's own (always Wagtail's database backend)."""

from lms.settings.env import ELASTICSEARCH_URL, env

__all__ = ["SEARCH_ELASTICSEARCH_URL", "SEARCH_INDEX_PREFIX", "WAGTAILSEARCH_BACKENDS"]

SEARCH_ELASTICSEARCH_URL = ELASTICSEARCH_URL  # empty: the database engine answers
SEARCH_INDEX_PREFIX = env.str("SEARCH_INDEX_PREFIX", "yanxun")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}}

"""Remembers looked-up messages for as long as the process lives.

The source language is Chinese, so its texts stand in no catalogue, and each of them is looked for in all twenty
catalogues of the libraries and then in ten more behind them: a page asks 150 times. Catalogues never change while a
process runs, so the first answer is as good as every later one.
"""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import trans_real

KEPT = 8192  # several times what all catalogues hold


def remember_messages() -> None:
    """Put a bounded memory before the catalogues of every interface language; called once by a web process."""
    for language, _name in settings.LANGUAGES:
        catalogue = trans_real.translation(language)
        catalogue.gettext = lru_cache(maxsize=KEPT)(catalogue.gettext)  # type: ignore[method-assign]

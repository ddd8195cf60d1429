"""A remembered message is the message, in every language, with placeholders and contexts."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils.translation import gettext, override, pgettext, trans_real

from core.remembered_messages import remember_messages

TEXTS = ("精品课", "Delete", "%(title)s，第%(n)d版", "没有这句话", "\n精品课")


@pytest.fixture
def remembered() -> Iterator[None]:
    """The memory in place for one test."""
    remember_messages()
    yield
    for language, _name in settings.LANGUAGES:
        vars(trans_real.translation(language)).pop("gettext", None)


def answers() -> list[str]:
    """What both languages say to every text."""
    said = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            said += [*map(gettext, TEXTS), pgettext("month name", "May"), pgettext("没有这个语境", "精品课")]
    return said


def test_memory_changes_no_answer(request: pytest.FixtureRequest) -> None:
    before = answers()
    request.getfixturevalue("remembered")
    assert answers() == before
    assert answers() == before
    assert gettext("精品课") == "精品课"
    with override("en"):
        assert gettext("精品课") == before[len(before) // 2] != "精品课"


def test_a_second_question_does_not_reach_the_catalogues(remembered: None) -> None:
    gettext("没有这句话")
    asked = trans_real.translation(settings.LANGUAGE_CODE).gettext.cache_info()
    gettext("没有这句话")
    assert trans_real.translation(settings.LANGUAGE_CODE).gettext.cache_info().hits == asked.hits + 1

"""Catalogues follow the sources."""

from pathlib import Path

import polib
import pytest

from deploy import messages


def found(read: object, source: str) -> list[tuple[str | None, str, str | None]]:
    assert callable(read)
    return [(message.context, message.msgid, message.plural) for message in read(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("学时")', (None, "学时", None)),
        ('gettext_lazy("学" "时")', (None, "学时", None)),
        ('translation.gettext("学时")', (None, "学时", None)),
        ('pgettext_lazy("菜单", "课")', ("菜单", "课", None)),
        ('ngettext("一", "多", n)', (None, "一", "多")),
        ('npgettext("菜单", "一", "多", n)', ("菜单", "一", "多")),
    ],
)
def test_python_sources(source: str, expected: tuple[str | None, str, str | None]) -> None:
    assert found(messages.in_python, source) == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "学时" %}', (None, "学时", None)),
        ('<c-tag label="{% translate "学时" %}" />', (None, "学时", None)),
        ("{% translate '课' context '菜单' %}", ("菜单", "课", None)),
        ("{% blocktranslate %}共{{ n }}课{% endblocktranslate %}", (None, "共%(n)s课", None)),
        ("{% blocktranslate count n=x %}一{% plural %}多{% endblocktranslate %}", (None, "一", "多")),
        ("<c-tag :label=\"_('学时')\" />", (None, "学时", None)),
    ],
)
def test_templates(source: str, expected: tuple[str | None, str, str | None]) -> None:
    assert expected in found(messages.in_template, source)


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "ENGLISH", tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po")
    return messages.ENGLISH


def texts(*msgids: str) -> dict[messages.Key, messages.Message]:
    return {(None, msgid): messages.Message(msgid, files={"x.py"}) for msgid in msgids}


def test_update_keeps_translations_and_drops_what_is_gone(catalogue: Path) -> None:
    messages.update(texts("学时", "课"))
    written = polib.pofile(str(catalogue))
    written.find("学时").msgstr = "Hours"
    written.save()
    messages.update(texts("学时", "新"))
    messages.compile_all()
    assert {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue))} == {"学时": "Hours", "新": ""}
    assert messages.drift(texts("学时", "新")) == ["without an English translation: '新'"]


def test_canary_every_kind_of_drift_is_seen(catalogue: Path) -> None:
    messages.update(texts("学时", "旧", "共%(n)d课"))
    messages.compile_all()
    written = polib.pofile(str(catalogue))
    written.find("共%(n)d课").msgstr = "%(count)d lessons"
    written.save()
    lines = "\n".join(messages.drift(texts("学时", "新", "共%(n)d课")))
    assert "not in the catalogue: '新'" in lines
    assert "in no source: '旧'" in lines
    assert "nothing fills count" in lines
    assert "stale: locale/en/LC_MESSAGES/django.mo" in lines

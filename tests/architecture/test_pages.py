"""What the strict content policy and the design tokens ask of templates and style sheets."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, name_of

# Wagtail's admin prefix has a policy of its own; overrides there follow Wagtail.
EXEMPT = ("templates/wagtailadmin/",)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script body": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=[\"']application/(?:json|ld\+json)[\"'])", re.I
    ),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "javascript address": re.compile(r"href\s*=\s*[\"']javascript:", re.IGNORECASE),
}
FOREIGN = re.compile(r"""<(?:script|link|img|source|iframe)\b[^>]*(?:src|href)\s*=\s*["']https?://""", re.IGNORECASE)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(", re.IGNORECASE)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKENS = "tokens.css"


def templates() -> Iterator[Path]:
    """All templates under the strict policy."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if not name_of(path).startswith(EXEMPT):
            yield path


def style_sheets() -> Iterator[Path]:
    """Our own style sheets."""
    for path in sorted((ROOT / "static" / "css").rglob("*.css")):
        if path.name != TOKENS and "vendor" not in path.parts:
            yield path


def inline_parts(source: str) -> list[str]:
    """Kinds of inline style or script that a template holds."""
    text = COMMENT.sub("", source)
    return [kind for kind, pattern in INLINE.items() if pattern.search(text)]


def raw_colours(source: str) -> list[str]:
    """Colours written as such instead of by token."""
    text = CSS_COMMENT.sub("", source)
    text = re.sub(r"url\([^)]*\)", "", text)
    return COLOUR.findall(text)


def test_templates_hold_no_inline_style_or_script() -> None:
    assert {name_of(path): found for path in templates() if (found := inline_parts(path.read_text()))} == {}


def test_templates_load_nothing_from_elsewhere() -> None:
    assert [name_of(path) for path in templates() if FOREIGN.search(path.read_text())] == []


def test_colours_are_named_in_one_file() -> None:
    assert list((ROOT / "static" / "css").rglob(TOKENS)), "the tokens must be there"
    assert {name_of(path): found for path in style_sheets() if (found := raw_colours(path.read_text()))} == {}


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_canary_inline_parts_are_seen(source: str) -> None:
    assert inline_parts(source)


@pytest.mark.parametrize(
    "source",
    [
        '<script src="/static/x.js"></script>',
        '<script id="data" type="application/json">{}</script>',
        '<p class="styled" data-on="x">',
        "{# <p style='x'> #}",
    ],
)
def test_canary_allowed_parts_pass(source: str) -> None:
    assert inline_parts(source) == []


@pytest.mark.parametrize("source", ["a { color: #fff }", "a { color: rgb(0 0 0) }", "a { color: oklch(50% 0 0) }"])
def test_canary_raw_colours_are_seen(source: str) -> None:
    assert raw_colours(source)
    assert raw_colours("a { color: var(--ink); background: url(x.svg#fff) }") == []


def test_canary_foreign_hosts_are_seen() -> None:
    assert FOREIGN.search('<script src="https://cdn.example/x.js">')
    assert not FOREIGN.search('<a href="https://www.gov.cn/">')

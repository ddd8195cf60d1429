"""Hostile queries at every door: an answer or a clear refusal, never a failure; nothing typed comes back as HTML."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from organizations.constants import Role
from tests.accounts.factories import PersonFactory
from tests.search.desk import MODEL_BACKEND, signed_in
from tests.search.factories import index_all, lesson

pytestmark = pytest.mark.django_db

QUERIES: dict[str, str] = {
    "four_kilobytes": "分数" * 2048,
    "regular_expression": r"(a+)+$ [分-数]{1,99}.*? \d\\ (?<x>",
    "lucene": 'title:(分数 AND NOT "x) || [* TO *] ~2 ^9 {!xx} +-&& \\/re/ \\',
    "full_text": "NEAR(分数 b, 2) AND OR NOT \" ' col : * ^",
    "sql": "' OR 1=1; DROP TABLE x; -- %s %(a)s ${7*7} {{7*7}}",
    "emoji": "😀👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈分数",
    "right_to_left": "\u202eأهلا\u200f\u2066分数",
    "controls": "\x00\x01\x08\x1b\x7f\u2028\ufffe\uffff分数\r\n\t",
    "nul": "\x00",
    "two_hundred_terms": " ".join(f"词{number}" for number in range(200)),
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>分数</b>",
    "combining": "分" + "\u0301\u0336" * 60,
    "one_long_word": "a" * 3000,
    "figures": "9" * 400 + "年级" + "一二三四五六七八九十百千万亿" * 20,
    "places": "六上 五下 第三单元 M2U1 第二课时 统编版 人教版 " * 30,
    "odd_forms": "ⅷⅫ㊿㍿ﷺ𝟞上𝓯 ％＿＊？",
    "nothing_visible": "\u200b\u200c\ufeff\u00ad\u3000",
}
BYTES = {"lone_surrogates": "%ED%A0%80%ED%B0%80", "no_utf8": "%FF%FE%C3%28", "half_escape": "%", "zero": "%00"}
TABS = ("all", "lesson", "series", "curriculum", "group", "activity", "topic", "person", "moment")
QUERY_DOORS = (
    "/lessons/?q=",
    *(f"/search/?tab={tab}&q=" for tab in TABS),
    "/lessons/suggest/?q=",
    "/api/lessons/search?q=",
    "/api/search?q=",
    "/api/search?kind=moment&q=",
    "/api/search?kind=person&kind=group&q=",
    "/me/searches/new/?q=",
    "/workspace/search/?days=",
    "/workspace/search/pins/new/?words=",
    "/workspace/search/synonyms/?q=",
    "/workspace/search/synonyms/new/?words=",
)
STATE_DOORS = (
    *(f"/lessons/?q=1&{name}=" for name in ("grade", "school", "level", "node", "ignore", "page", "sort", "more")),
    *(f"/search/?q=1&{name}=" for name in ("tab", "page", "sort", "ignore")),
    *(f"/api/search?q=1&{name}=" for name in ("kind", "cursor", "page_size", "sort")),
    *(f"/api/lessons/search?q=1&{name}=" for name in ("page", "page_size", "sort", "node", "grade", "school")),
    "/me/searches/new/?grade=",
    "/workspace/search/synonyms/?page=",
)
STATES = ("-1", "0", "99999999999999999999", "1e9", "٣", "²", "x", "\x00", "'\"><b>", "a" * 3000, "")
REFUSALS = {400, 404, 422}


class Elements(HTMLParser):
    """Which elements a page holds that only a reader's words could have brought."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Scripts of ours come from a file; nothing of ours has a handler."""
        named = dict(attrs)
        if (tag == "script" and "src" not in named and not named.get("type")) or any(
            name.startswith("on") or (name == "src" and value == "x") for name, value in named.items()
        ):
            self.foreign.append(tag)


@pytest.fixture
def editor() -> Client:
    lesson("分数除法", plan="<p>追问：为什么乘倒数 <b>x</b></p>")
    index_all()
    return signed_in(Role.EDITOR)


def check(response: Any, address: str) -> None:
    assert response.status_code in {200, 302} | REFUSALS, (address, response.status_code)
    if "html" not in response.headers["Content-Type"]:
        return
    page = Elements()
    page.feed(response.content.decode())
    assert page.foreign == [], address


@pytest.mark.parametrize("name", QUERIES)
def test_queries_at_every_door(editor: Client, name: str) -> None:
    for door in QUERY_DOORS:
        path, _, given = door.partition("?")
        values = [part.partition("=")[::2] for part in given.split("&")]
        data = {key: value or QUERIES[name] for key, value in values if value or key != "kind"}
        kinds = {"kind": [value for key, value in values if key == "kind"]} if "kind" in given else {}
        check(editor.get(path, data | kinds), f"{door}{name}")


@pytest.mark.parametrize("sent", BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_text(editor: Client, sent: str) -> None:
    for door in (*QUERY_DOORS, *STATE_DOORS):
        check(editor.get(f"{door}{sent}"), f"{door}{sent}")


@pytest.mark.parametrize("door", STATE_DOORS)
def test_states_that_nobody_offers(editor: Client, door: str) -> None:
    path, _, given = door.partition("?")
    *fixed, (name, _value) = [part.partition("=")[::2] for part in given.split("&")]
    for value in STATES:
        check(editor.get(path, dict(fixed) | {name: value}), f"{door}{value}")


@pytest.mark.parametrize("name", QUERIES)
def test_what_is_sent_is_kept_or_refused(client: Client, editor: Client, name: str) -> None:
    text = QUERIES[name]
    code = editor.get("/api/lessons/search", {"q": "分数除法"}).json()["hits"][0]["url"]
    client.force_login(PersonFactory(), backend=MODEL_BACKEND)
    check(client.post("/me/searches/new/?q=1", {"name": text, "alerts": "on"}), "name of a search")
    check(client.get("/me/searches/"), "my searches")
    assert client.post("/lessons/opened/", {"q": text, "lesson": text}).status_code == 204
    check(client.post("/lessons/wanted/", {"q": text}), "wanted")
    check(editor.post("/workspace/search/pins/new/", {"words": text, "lesson": code, "until": text}), "pin")
    check(editor.post("/workspace/search/pins/new/", {"words": text, "lesson": text}), "pinned lesson")
    check(editor.post("/workspace/search/synonyms/new/", {"words": text, "subject": text, "note": text}), "synonyms")
    check(editor.get("/workspace/search/"), "desk")


@pytest.mark.parametrize("text", ["<b>分数</b>除法", "分数&lt;", '分数" onmouseover="x'])
def test_marks_are_the_only_elements_of_a_highlight(client: Client, text: str) -> None:
    lesson(f"{text}", plan=f"<p>{'甲' * 90}</p><p>追问分数 &lt;i&gt;斜&lt;/i&gt; &amp; 说理由</p>", summary=text)
    index_all()
    answers = [
        *client.get("/api/search", {"q": "分数"}).json()["hits"],
        *client.get("/api/search", {"q": "追问说理由", "kind": "moment"}).json()["hits"],
    ]
    assert answers
    for hit in answers:
        for html in (hit["title_html"], (hit["passage"] or {}).get("html", "")):
            bare = html.replace("<mark>", "").replace("</mark>", "")
            assert not set('<>"') & set(bare), html

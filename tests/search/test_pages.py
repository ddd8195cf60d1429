"""The page and the JSON: rights, state in the address, hostile input, a constant number of queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.models import IndexedDocument
from tests.search.factories import index_all, lesson, node

pytestmark = pytest.mark.django_db


def test_a_visitor_reads_hits_with_marks_and_counts(client: Client) -> None:
    page = lesson("一个数除以分数", plan="<p>追问：为什么乘倒数</p>")
    index_all()
    html = client.get("/lessons/", {"q": "乘倒数"}).content.decode()
    assert "<mark>乘倒数</mark>" in html
    assert f"/lessons/{page.code}/" in html
    assert "#plan-1" in html


def test_the_address_holds_the_state(client: Client) -> None:
    for number in range(25):
        lesson(f"分数第{number}课")
    index_all()
    html = client.get("/lessons/", {"q": "分数", "grade": "g6", "page": "2"}).content.decode()
    assert 'name="grade" value="g6" checked' in html
    assert "第21—25" in html
    assert 'name="q" value="分数"' in html


def test_nothing_found_helps(client: Client) -> None:
    html = client.get("/lessons/", {"q": "量子纠缠"}).content.decode()
    assert "没有找到这样的课" in html


def test_a_stale_index_shows_nothing_that_is_gone(client: Client) -> None:
    page = lesson("一个数除以分数")
    index_all()
    row = IndexedDocument.objects.get()
    page.unpublish()
    row.save(force_insert=True)  # as if the index had not heard of it
    answer = client.get("/api/lessons/search", {"q": "分数"}).json()
    assert answer["hits"] == []
    assert answer["total"] == 0
    assert "一个数除以分数" not in client.get("/lessons/", {"q": "分数"}).content.decode()


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    lesson("分数一")
    index_all()
    client.get("/lessons/", {"q": "分数"})
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/lessons/", {"q": "分数"})
    for number in range(19):
        lesson(f"分数第{number}课", at=f"第{number}小学", place=node(number=1 + number % 8, title="分数"))
    index_all()
    client.get("/lessons/", {"q": "分数"})
    with CaptureQueriesContext(connection) as many:
        client.get("/lessons/", {"q": "分数"})
    assert len(many) <= len(few)
    assert len(many) <= 20


def test_the_json_has_what_its_readers_need(client: Client) -> None:
    page = lesson("一个数除以分数", source="x", source_id="17")
    index_all()
    answer = client.get("/api/lessons/search", {"q": "除以分数", "subject": "数学", "grade": "六年级"}).json()
    assert answer["total"] == 1
    hit = answer["hits"][0]
    assert (hit["id"], hit["source_id"], hit["title"]) == (page.pk, "17", "一个数除以分数")
    assert (hit["subject"], hit["grade"]) == ("数学", "六年级")
    assert hit["url"].endswith(f"/lessons/{page.code}/")
    assert hit["highlights"][0]["html"] == "一个数<mark>除以分数</mark>"
    assert answer["facets"]["subject"] == [{"key": "math", "name": "数学", "count": 1}]
    assert (answer["engine"], answer["degraded"]) == ("database", False)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"q": "a" * 401}, "q"), ({"page_size": "1000"}, "page_size"), ({"page": "0"}, "page"), ({"page": "x"}, "page")],
)
def test_a_refusal_names_the_field(client: Client, given: dict[str, str], field: str) -> None:
    response = client.get("/api/lessons/search", given)
    assert response.status_code == 422
    assert any(field in problem["loc"] for problem in response.json()["detail"])


@pytest.mark.parametrize(
    "given",
    [
        {"q": "\x00分数"},
        {"q": "分数", "grade": "\x00"},
        {"school": "1 OR 1=1"},
        {"node": "';--"},
        {"sort": "id;drop"},
        {"page": "99999999999999999999"},
        {"q": "<img src=x onerror=alert(1)>"},
        {"ignore": "\x00"},
        {"q": "分" * 1500},
    ],
    ids=range(9),
)
def test_hostile_addresses(client: Client, given: dict[str, str]) -> None:
    lesson("分数一")
    index_all()
    assert client.get("/lessons/", given).status_code == 200
    assert client.get("/api/lessons/search", given).status_code in (200, 422)
    assert client.get("/lessons/suggest/", given).status_code == 200
    assert "<img src=x" not in client.get("/lessons/", given).content.decode()


def test_suggestions_begin_with_what_is_typed(client: Client) -> None:
    lesson("圆的分数")
    lesson("分数除以整数")
    index_all()
    labels = [each["label"] for each in client.get("/lessons/suggest/", {"q": "分数"}).json()["suggestions"]]
    assert labels[-2:] == ["分数除以整数", "圆的分数"]
    assert any(label.endswith("分数除法") for label in labels)

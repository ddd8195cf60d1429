"""The page and the JSON: rights, state in the address, hostile input, a constant number of queries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import TeacherProfile
from search.models import IndexedDocument
from tests.accounts.factories import PersonFactory
from tests.research_groups.factories import group_of, lesson_study
from tests.search.factories import index_all, lesson, node, school, slides

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


@pytest.mark.parametrize("address", ["/search/?q=分数", "/search/?q=分数&tab=moment", "/search/?q=分数&tab=group"])
def test_kinds_cost_no_statement_per_hit(client: Client, address: str) -> None:
    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as statements:
            client.get(address)
        return len(statements)

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            lesson(f"分数第{number}课", at=f"第{number}小学", plan="<p>追问分数从哪里来</p>")
            group = group_of(school(f"第{number}小学")[0], name=f"分数第{number}组")
            lesson_study(group, title=f"分数第{number}次磨课")
            person = PersonFactory(name=f"分数{number}")
            TeacherProfile.objects.update_or_create(person=person, defaults={"findable": True})
        index_all()

    grow(0, 1)
    few = asked()
    grow(1, 7)
    assert asked() <= few
    assert few <= LIMITS[address]


LIMITS = {"/search/?q=分数": 26, "/search/?q=分数&tab=moment": 26, "/search/?q=分数&tab=group": 26}


def test_both_pages_of_one_query_look_alike(client: Client, settings: Any) -> None:
    lesson("分数除法")
    index_all()
    for address in ("/lessons/?q=六上 分数除法", "/search/?q=六上 分数除法"):
        html = client.get(address).content.decode()
        assert "<h1" in html
        assert ">搜索</h1>" in html
        assert html.count('role="search"') == 1
        assert "按种类看" in html
        assert "ignore=grade" in html
        assert "保存这次检索" in html
        assert 'data-search-words="六上 分数除法"' in html
    for address in ("/lessons/?q=六上 量子纠缠", "/search/?q=六上 量子纠缠"):
        html = client.get(address).content.decode()
        assert "去掉“六年级”" in html
        assert "告诉教研员" in html
    settings.SEARCH_ELASTICSEARCH_URL = "http://127.0.0.1:9"  # nobody listens
    for address in ("/lessons/?q=分数", "/search/?q=分数"):
        assert "搜索正在用备用方式" in client.get(address).content.decode()


def test_what_is_taken_back_stays_taken_back_on_every_tab(client: Client) -> None:
    lesson("分数除法")
    index_all()
    html = client.get("/search/?q=六上 分数除法&ignore=grade").content.decode()
    assert "&amp;ignore=grade&amp;tab=group" in html
    moved = client.get("/search/?q=六上 分数除法&ignore=grade&tab=lesson")
    assert moved["Location"].startswith("/lessons/?q=")
    assert "ignore=grade" in moved["Location"]


@pytest.mark.parametrize(
    "address", ["/lessons/?q=分数", "/search/?q=分数&tab=all", "/search/?q=分数&tab=moment", "/lessons/?grade=g6"]
)
def test_a_page_behind_the_end_is_the_last_one(client: Client, address: str) -> None:
    for number in range(3):
        lesson(f"分数第{number}课", plan="<p>追问分数从哪里来</p>")
    index_all()
    response = client.get(f"{address}&page=400", follow=True)
    assert [status for _url, status in response.redirect_chain] == [302]
    assert "page=1" in response.redirect_chain[0][0]
    assert "没有找到" not in response.content.decode()


def test_other_kinds_are_offered_where_no_lesson_is(client: Client) -> None:
    group_of(school()[0], name="量子纠缠研究组")
    index_all()
    html = client.get("/lessons/?q=量子纠缠").content.decode()
    assert "别的种类里有" in html
    assert "tab=group" in html
    assert "告诉教研员" in html
    lesson("量子纠缠的课")
    index_all()
    html = client.get("/search/?q=量子纠缠&tab=person").content.decode()
    assert "别的种类里有" in html
    assert "告诉教研员" not in html  # there is such a lesson


def test_a_cover_is_no_passage(client: Client) -> None:
    lesson("用分数除法解决问题", materials=(slides("用分数除法解决问题 青木小学"),), plan="<p>分数除法先看单位</p>")
    index_all()
    moments = client.get("/api/search", {"q": "分数除法", "kind": "moment"}).json()
    assert [hit["passage"]["html"] for hit in moments["hits"]] == ["<mark>分数除法</mark>先看单位"]
    assert "先看单位" in client.get("/api/search", {"q": "分数除法"}).json()["hits"][0]["passage"]["html"]


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

"""The editors' desk: what is asked, what stands first, synonyms."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.exceptions import Refusal
from core.models import AuditEntry
from courses.models import LessonPage
from home.services import ensure_organization_page
from organizations.constants import OrganizationKind, Role
from search import lexicon
from search.constants import PINS_PER_QUERY, QUERY_LOG_DAYS
from search.desk import services
from search.desk.models import PinnedAnswer, QueryClick, QueryCount
from search.desk.tasks import nightly_round, note_click, note_search
from search.desk.words import key_of, words_of
from search.events import HitOpened, SearchAsked
from search.finding import search
from search.models import IndexedDocument, Synonym
from search.queries import SearchQuery
from search.services import save_synonym
from tests.accounts.factories import PersonFactory
from tests.organizations.factories import MembershipFactory, OrganizationFactory
from tests.search.conftest import settle
from tests.search.desk import MODEL_BACKEND, signed_in
from tests.search.factories import home_page, index_all, lesson, node, volume

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return signed_in(Role.EDITOR)


def titles(text: str, **fields: Any) -> list[str]:
    """Titles that a query finds, in order."""
    hits = search(SearchQuery(text=text, **fields)).hits
    held = dict(LessonPage.objects.values_list("pk", "title"))
    return [held[hit.page_id] for hit in hits]


class TestSynonyms:
    """Editable by people, in force with the next query on both engines."""

    def test_a_new_group_finds_with_both_engines(self, engine: str, editor: Client) -> None:
        lesson("颠倒相乘的道理")
        settle()
        assert search(SearchQuery(text="翻个跟头乘")).matched == 0
        response = editor.post(
            "/workspace/search/synonyms/new/", {"words": "翻个跟头乘，颠倒相乘", "subject": "", "active": "on"}
        )
        assert response.status_code == 302
        result = search(SearchQuery(text="翻个跟头乘"))
        assert (result.engine, result.degraded) == (engine, False)
        assert [hit.page_id for hit in result.hits][:1] == [LessonPage.objects.get().pk]
        assert AuditEntry.objects.get(action="synonym.create").after["words"] == "翻个跟头乘 颠倒相乘"

    def test_another_process_notices_within_seconds(self) -> None:
        save_synonym(actor=None, words="颠倒相乘 乘倒数")
        held = lexicon.current()
        Synonym.objects.filter(words="颠倒相乘 乘倒数").update(
            active=False, updated_at=timezone.now()
        )  # no signal here
        assert "颠倒相乘" in held.synonyms
        lexicon._checked = 0.0  # five seconds later
        assert "颠倒相乘" not in lexicon.current().synonyms

    def test_resting_groups_and_other_subjects_are_left_out(self, editor: Client) -> None:
        volume(subject="数学")
        volume(subject="语文")
        row = save_synonym(actor=None, words="颠倒相乘 乘倒数", subject="math")
        understood = [search(SearchQuery(text=text)).understood.synonyms for text in ("颠倒相乘", "数学 颠倒相乘")]
        assert understood == [("乘倒数",), ("乘倒数",)]
        assert search(SearchQuery(text="语文 颠倒相乘")).understood.synonyms == ()
        editor.post(f"/workspace/search/synonyms/{row.pk}/", {"words": row.words, "subject": "math"})
        assert search(SearchQuery(text="颠倒相乘")).understood.synonyms == ()
        entry = AuditEntry.objects.get(action="synonym.change")
        assert (entry.before["active"], entry.after["active"]) == (True, False)

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ("应用题", "至少写两个词"),
            ("光 光线", "只有一个字"),
            ("解决问题、应用题", "已经有了"),
            ("一二三四五六七八九十一二三四五六七八九十一 应用题", "太长"),
            ("aa bb cc dd ee ff gg hh ii", "最多8个词"),
            ("", "请填写这一项"),
        ],
    )
    def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
        self, editor: Client, words: str, says: str
    ) -> None:
        html = editor.post("/workspace/search/synonyms/new/", {"words": words, "note": "留下来"}).content.decode()
        assert says in html
        assert 'href="#id_words"' in html
        assert "留下来" in html

    def test_a_list_to_look_through(self, editor: Client) -> None:
        row = save_synonym(actor=None, words="颠倒相乘 乘倒数", note="分数除法")
        html = editor.get("/workspace/search/synonyms/", {"q": "倒数"}).content.decode()
        assert "颠倒相乘 乘倒数" in html
        assert "应用题" not in html
        editor.post(f"/workspace/search/synonyms/{row.pk}/remove/")
        assert not Synonym.objects.filter(pk=row.pk).exists()
        assert AuditEntry.objects.get(action="synonym.remove").before["words"] == "颠倒相乘 乘倒数"

    @pytest.mark.parametrize("kind", [OrganizationKind.INSTITUTE, OrganizationKind.SCHOOL], ids=str)
    def test_the_menu_of_the_editor_leads_there_for_institutes(self, kind: OrganizationKind) -> None:
        home_page()
        organization = OrganizationFactory(kind=kind)
        ensure_organization_page(organization=organization, actor=None)
        client = Client()
        person = MembershipFactory(organization=organization, role=Role.EDITOR).person
        client.force_login(person, backend=MODEL_BACKEND)
        html = client.get("/editor/").content.decode()
        assert ("/workspace/search/synonyms/" in html) is (kind == OrganizationKind.INSTITUTE)


class TestLog:
    """Words per day, and no person."""

    def test_no_field_names_a_person_and_no_word_looks_like_one(self) -> None:
        for model in (QueryCount, QueryClick):
            assert {field.name for field in model._meta.get_fields()} <= {
                "id", "day", "words", "searches", "empty", "clicks", "lesson", "wanted",
            }  # fmt: skip
        assert words_of("  唐老师 13812345678 tang@example.com 分数 ") == "唐老师 分数"
        assert words_of("500101199001011234") == ""
        assert len(words_of("分数" * 200)) == 40
        assert key_of("六上 分数除法！") == key_of("六上分数除法")

    def test_only_the_first_page_of_a_fresh_question_counts(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[SearchAsked] = []
        monkeypatch.setattr("search.desk.asking.announce", asked.append)
        lesson("分数一")
        index_all()
        for given in ({"q": "分数"}, {"q": "分数", "page": "2"}, {"q": "分数", "grade": "g6"}, {"grade": "g6"}, {}):
            client.get("/lessons/", given)
        assert [(event.text, event.found, event.person_id) for event in asked] == [("分数", 1, None)]

    def test_a_question_is_one_question_on_both_pages(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[SearchAsked] = []
        monkeypatch.setattr("search.desk.asking.announce", asked.append)
        lesson("分数一")
        index_all()
        client.get("/search/", {"q": "分数"})
        assert [(event.text, event.found) for event in asked] == [("分数", 1)]
        for address in (
            "/search/?q=分数&tab=series",
            "/search/?q=分数&page=2",
            "/search/?q=分数&ignore=grade",
            "/search/",
        ):
            client.get(address)
        client.get("/lessons/?q=分数", headers={"Referer": "http://testserver/search/?q=%E5%88%86%E6%95%B0"})
        assert len(asked) == 1
        client.get("/lessons/?q=分数", headers={"Referer": "http://testserver/search/?q=%E6%AF%94"})
        assert len(asked) == 2

    def test_a_click_on_another_kind_counts_for_the_words_alone(self) -> None:
        note_search("分数", 5, None)
        note_click("分数", "")
        note_click("从没问过", "")
        assert QueryCount.objects.get().clicks == 1
        assert not QueryClick.objects.exists()

    def test_what_cannot_be_seen_is_no_word(self) -> None:
        assert words_of("\u202e\u200b分\x00数") == words_of("分 数")
        for text in ("\u200b\u202e", "%%%", "\ufffd\ufffd", '"""'):
            assert words_of(text) == ""

    def test_wishes_stand_first_among_what_is_missing(self, client: Client, editor: Client) -> None:
        note_search("暗物质", 0, None)
        note_search("暗物质", 0, None)
        response = client.post("/lessons/wanted/", {"q": "量子纠缠"}, follow=True)
        assert response.redirect_chain[0][0].startswith("/lessons/?q=")
        assert "已告诉教研员" in response.content.decode()
        assert client.post("/lessons/wanted/", {"q": " "})["Location"] == "/lessons/"
        count = QueryCount.objects.get(words="量子纠缠")
        assert count.wanted == 1
        html = editor.get("/workspace/search/").content.decode()
        missing = html[html.index('id="empty"') :]
        assert 0 < missing.index("量子纠缠") < missing.index("暗物质")

    def test_a_wish_needs_the_form(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/lessons/wanted/", {"q": "分数"}).status_code == 403
        assert not QueryCount.objects.exists()

    def test_sums_of_the_desk(self, editor: Client) -> None:
        page = lesson("分数一")
        for _ in range(3):
            note_search("分数", 5, None)
        note_search("量子纠缠", 0, None)
        note_click("分数", page.code)
        note_click("从没问过", page.code)
        note_click("分数", "nosuchcode")
        count = QueryCount.objects.get(words="分数")
        assert (count.searches, count.empty, count.clicks) == (3, 0, 1)
        assert QueryClick.objects.get().lesson_id == page.pk
        html = editor.get("/workspace/search/", {"days": "7"}).content.decode()
        assert "7天里搜索4次" in html
        assert "量子纠缠" in html
        assert "/workspace/search/synonyms/new/?words=%E9%87%8F" in html
        assert editor.get("/workspace/search/", {"days": "x"}).status_code == 200

    def test_the_night_forgets(self) -> None:
        note_search("新", 1, None)
        note_search("旧", 1, None)
        QueryCount.objects.filter(words="旧").update(day=timezone.localdate() - timedelta(days=QUERY_LOG_DAYS + 1))
        nightly_round()
        assert list(QueryCount.objects.values_list("words", flat=True)) == ["新"]

    @pytest.mark.parametrize(
        ("given", "headers", "noted"),
        [
            ({"q": "分数", "lesson": "abcd2345"}, {}, True),
            ({"q": "分数", "lesson": "abcd2345"}, {"Sec-Fetch-Site": "same-origin"}, True),
            ({"q": "分数", "lesson": "abcd2345"}, {"Sec-Fetch-Site": "cross-site"}, False),
            ({"q": "", "lesson": "abcd2345"}, {}, False),
            ({"q": "分数", "lesson": ""}, {}, True),
            ({"q": "分数", "lesson": "../x"}, {}, False),
            ({}, {}, False),
        ],
        ids=range(7),
    )
    def test_the_beacon(
        self,
        monkeypatch: pytest.MonkeyPatch,
        given: dict[str, str],
        headers: dict[str, str],
        noted: bool,
    ) -> None:
        heard: list[HitOpened] = []
        monkeypatch.setattr("search.reader_views.announce", heard.append)
        client = Client(enforce_csrf_checks=True)
        assert client.post("/lessons/opened/", given, headers=headers).status_code == 204
        assert heard == ([HitOpened("分数", given["lesson"])] if noted else [])
        assert client.get("/lessons/opened/").status_code == 405


class TestPins:
    """A lesson stands first for a query, within rights, filters and place."""

    def test_first_with_a_mark_on_both_engines(self, engine: str, client: Client) -> None:
        lesson("分数除法的意义")
        pinned = lesson("古诗两首", place=node(number=7, title="古诗"))
        services.pin_lesson(actor=PersonFactory(), words="分数 除法", lesson=pinned)
        settle()
        result = search(SearchQuery(text="分数除法"))
        assert (result.engine, result.hits[0].page_id) == (engine, pinned.pk)
        assert titles("分数除法")[1:2] == ["分数除法的意义"]
        html = client.get("/lessons/", {"q": "分数除法"}).content.decode()
        assert html.index("置顶") < html.index(f"/lessons/{pinned.code}/") < html.index("的意义</a>")
        answer = client.get("/api/lessons/search", {"q": "分数除法"}).json()
        assert (answer["hits"][0]["id"], answer["total"]) == (pinned.pk, 2)
        assert titles("分数")[:1] == ["分数除法的意义"], "another query is not touched"

    def test_one_that_is_found_anyway_is_not_counted_twice(self) -> None:
        lesson("分数除法的意义")
        pinned = lesson("认识分数除法")
        services.pin_lesson(actor=PersonFactory(), words="分数除法", lesson=pinned)
        index_all()
        result = search(SearchQuery(text="分数除法"))
        assert (result.total, result.hits[0].page_id) == (2, pinned.pk)
        second = search(SearchQuery(text="分数除法", page=2, page_size=1))
        assert [hit.page_id for hit in second.hits] != [pinned.pk]

    def test_filters_rights_and_orders_hold(self, client: Client) -> None:
        lesson("分数除法的意义")
        poem = lesson("古诗两首", place=node(number=7, title="古诗", subject="语文", edition="统编版"))
        members = lesson("登录后看的课", visibility="signed_in", place=node(number=7, title="比"))
        for each in (poem, members):
            services.pin_lesson(actor=PersonFactory(), words="分数除法", lesson=each)
        index_all()
        assert titles("分数除法")[0] == "古诗两首"
        assert "登录后看的课" not in titles("分数除法")
        assert titles("分数除法", members=True)[:2] == ["古诗两首", "登录后看的课"]
        html = client.get("/lessons/", {"q": "分数除法", "subject": "math"}).content.decode()
        assert "古诗两首" not in html
        assert "置顶" not in client.get("/lessons/", {"q": "分数除法", "sort": "released"}).content.decode()
        rows = list(IndexedDocument.objects.filter(page_id=poem.pk))
        poem.unpublish()
        IndexedDocument.objects.bulk_create(rows, ignore_conflicts=True)  # the index has not heard of it
        assert "古诗两首" not in client.get("/lessons/", {"q": "分数除法"}).content.decode()

    def test_pin_from_the_results_and_take_it_back(self, editor: Client) -> None:
        page = lesson("分数除法的意义")
        index_all()
        offered = editor.get("/workspace/search/pins/new/", {"words": "分数除法"}).content.decode()
        assert f'name="lesson" value="{page.code}"' in offered
        editor.post("/workspace/search/pins/new/", {"words": "分数除法", "lesson": page.code})
        pin = PinnedAnswer.objects.get()
        assert AuditEntry.objects.get(action="search.pin").target_id == str(pin.pk)
        assert "分数除法的意义" in editor.get("/workspace/search/").content.decode()
        editor.post(f"/workspace/search/pins/{pin.pk}/remove/")
        assert not PinnedAnswer.objects.exists()
        assert AuditEntry.objects.filter(action="search.unpin").exists()

    def test_refusals_name_the_field(self, editor: Client) -> None:
        page = lesson("分数除法的意义")
        draft = lesson("草稿", live=False)
        actor = PersonFactory()
        address = f"http://testserver/lessons/{page.code}/?t=3"
        yesterday = timezone.localdate() - timedelta(days=1)
        for given, field in (
            ({"words": "！", "lesson": page.code}, "words"),
            ({"words": "分数", "lesson": draft.code}, "lesson"),
            ({"words": "分数", "lesson": "nosuchthing!"}, "lesson"),
            ({"words": "分数", "lesson": address, "until": yesterday.isoformat()}, "until"),
        ):
            html = editor.post("/workspace/search/pins/new/", given).content.decode()
            assert f'href="#id_{field}"' in html, given
        services.pin_lesson(actor=actor, words="分数", lesson=page)
        with pytest.raises(Refusal, match="已经置顶") as refused:
            services.pin_lesson(actor=actor, words="分 数", lesson=page)
        assert refused.value.field == "lesson"
        for number in range(PINS_PER_QUERY - 1):
            services.pin_lesson(actor=actor, words="分数", lesson=lesson(f"课{number}"))
        with pytest.raises(Refusal, match="最多置顶"):
            services.pin_lesson(actor=actor, words="分数", lesson=lesson("多"))

    def test_a_pin_ends_with_its_day(self) -> None:
        pinned = lesson("古诗两首", place=node(number=7, title="古诗"))
        pin = services.pin_lesson(actor=PersonFactory(), words="分数", lesson=pinned, until=timezone.localdate())
        index_all()
        assert titles("分数") == ["古诗两首"]
        PinnedAnswer.objects.filter(pk=pin.pk).update(until=timezone.localdate() - timedelta(days=1))
        assert titles("分数") == []

"""The desk: what is asked, what stands first, synonyms, the state of the indexes; and who may come near it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.constants import OutboxState
from core.exceptions import Refusal
from core.models import AuditEntry, OutboxRow
from courses.models import LessonPage
from organizations.constants import OrganizationKind, Role
from search import lexicon
from search.constants import PINS_PER_QUERY, QUERY_LOG_DAYS, JobKind, JobState
from search.desk import jobs, services
from search.desk.models import IndexJob, PinnedAnswer, QueryClick, QueryCount
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
from tests.search.factories import index_all, lesson, node, volume

pytestmark = pytest.mark.django_db
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
PLACES = {
    Role.TEACHER: OrganizationKind.SCHOOL,
    Role.LEADER: OrganizationKind.SCHOOL,
    Role.TRAINING_ADMIN: OrganizationKind.SCHOOL,
    Role.OFFICER: OrganizationKind.BUREAU,
    Role.AUDITOR: OrganizationKind.BUREAU,
    Role.REVIEWER: OrganizationKind.INSTITUTE,
    Role.EDITOR: OrganizationKind.INSTITUTE,
    Role.OPERATOR: OrganizationKind.CITY,
}
DESK = ["/workspace/search/", "/workspace/search/pins/new/", "/workspace/search/synonyms/"]
DESK_FORMS = ["/workspace/search/synonyms/new/"]
OPERATIONS = ["/operations/"]


def signed_in(role: Role, kind: OrganizationKind | None = None) -> Client:
    """A client of a person with the role at its usual place."""
    person = MembershipFactory(organization=OrganizationFactory(kind=kind or PLACES[role]), role=role).person
    client = Client()
    client.force_login(person, backend=MODEL_BACKEND)
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in(Role.EDITOR)


@pytest.fixture
def operator() -> Client:
    return signed_in(Role.OPERATOR)


def titles(text: str, **fields: Any) -> list[str]:
    """Titles that a query finds, in order."""
    hits = search(SearchQuery(text=text, **fields)).hits
    held = dict(LessonPage.objects.values_list("pk", "title"))
    return [held[hit.page_id] for hit in hits]


class TestAccess:
    """Role × route."""

    @pytest.mark.parametrize("role", PLACES, ids=str)
    def test_the_desk_is_for_institutes_and_the_operator(self, role: Role) -> None:
        client = signed_in(role)
        allowed = role in (Role.EDITOR, Role.OPERATOR)
        for address in (*DESK, *DESK_FORMS):
            assert client.get(address).status_code == (200 if allowed else 404), address
        assert client.get("/operations/").status_code == (200 if role == Role.OPERATOR else 404)
        started = client.post("/operations/search/database/check/").status_code
        assert started == (302 if role == Role.OPERATOR else 404)
        assert client.post("/operations/retry/").status_code == (302 if role == Role.OPERATOR else 404)

    def test_an_editor_of_a_school_is_no_editor_of_the_city(self) -> None:
        client = signed_in(Role.EDITOR, OrganizationKind.SCHOOL)
        assert {client.get(address).status_code for address in (*DESK, *DESK_FORMS)} == {404}

    @pytest.mark.parametrize("address", [*DESK, *DESK_FORMS, *OPERATIONS, "/me/searches/", "/me/searches/new/"])
    def test_visitors_sign_in_first(self, client: Client, address: str) -> None:
        response = client.get(address)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")

    @pytest.mark.parametrize("role", [Role.TEACHER, Role.OFFICER], ids=str)
    def test_writes_are_refused_too(self, role: Role) -> None:
        pin = services.pin_lesson(actor=PersonFactory(), words="分数", lesson=lesson())
        row = save_synonym(actor=None, words="颠倒相乘 乘倒数")
        client = signed_in(role)
        assert client.post(f"/workspace/search/pins/{pin.pk}/remove/").status_code == 404
        assert client.post("/workspace/search/pins/new/", {"words": "x"}).status_code == 404
        assert client.post(f"/workspace/search/synonyms/{row.pk}/", {"words": "a b"}).status_code == 404
        assert client.post(f"/workspace/search/synonyms/{row.pk}/remove/").status_code == 404
        assert PinnedAnswer.objects.exists()
        assert Synonym.objects.filter(pk=row.pk, words="颠倒相乘 乘倒数").exists()


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
            ("", "这个字段是必填项"),
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

    def test_the_editor_leads_there(self, editor: Client) -> None:
        person = MembershipFactory(role=Role.EDITOR, organization=OrganizationFactory(kind="institute")).person
        assert person.pk
        assert "/workspace/search/synonyms/" in editor.get("/workspace/search/").content.decode()


class TestLog:
    """Words per day, and no person."""

    def test_no_field_names_a_person_and_no_word_looks_like_one(self) -> None:
        for model in (QueryCount, QueryClick):
            assert {field.name for field in model._meta.get_fields()} <= {
                "id", "day", "words", "searches", "empty", "clicks", "lesson",
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
            ({"q": "分数", "lesson": "../x"}, {}, False),
            ({}, {}, False),
        ],
        ids=range(6),
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
        assert heard == ([HitOpened("分数", "abcd2345")] if noted else [])
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
        assert html.index("置顶") < html.index(f"/lessons/{pinned.code}/") < html.index("分数除法的意义")
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


class TestOperations:
    """What waits, what died, how each index stands; and the buttons."""

    def test_dead_rows_show_their_reason_and_come_back(self, operator: Client) -> None:
        lesson("分数一")
        row = OutboxRow.objects.order_by("pk").first()
        assert row is not None
        OutboxRow.objects.filter(pk=row.pk).update(
            state=OutboxState.DEAD, error="磁盘满了", tries=5, finished_at=timezone.now()
        )
        html = operator.get("/operations/").content.decode()
        assert "1项没有处理成" in html
        assert "磁盘满了" in html
        assert "最久已等" in html
        operator.post("/operations/retry/", {"row": str(row.pk)})
        row.refresh_from_db()
        assert (row.state, row.tries) == (OutboxState.PENDING, 0)
        assert AuditEntry.objects.get(action="outbox.retry").before["error"] == "磁盘满了"
        assert operator.post("/operations/retry/", {"row": "x"}).status_code == 302

    def test_all_rows_of_one_consumer(self, operator: Client) -> None:
        lesson("分数一")
        OutboxRow.objects.update(state=OutboxState.DEAD, finished_at=timezone.now())
        name = OutboxRow.objects.values_list("consumer", flat=True).order_by("consumer")[0]
        others = OutboxRow.objects.exclude(consumer=name).count()
        operator.post("/operations/retry/", {"consumer": name})
        assert OutboxRow.objects.filter(state=OutboxState.DEAD).count() == others

    def test_the_state_of_the_index(self, operator: Client) -> None:
        lesson("分数一")
        html = operator.get("/operations/").content.decode()
        assert "最久已等" in html
        index_all()
        nightly_round()
        html = operator.get("/operations/").content.decode()
        assert "没有差异" in html
        assert "SEARCH_MEANING=off" in html
        assert "由数据库回答" in html

    def test_a_rebuild_is_started_once_watched_and_done(self, operator: Client) -> None:
        lesson("分数一")
        index_all()
        IndexedDocument.objects.all().delete()
        operator.post("/operations/search/database/rebuild/")
        second = operator.post("/operations/search/database/heal/", follow=True).content.decode()
        assert "已经有一项工作在进行" in second
        job = IndexJob.objects.get()
        watched = operator.get(f"/operations/search/jobs/{job.pk}/").content.decode()
        assert f'hx-get="/operations/search/jobs/{job.pk}/"' in watched
        jobs.run_job(actor=None, job_id=job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE
        assert job.done >= 1
        assert IndexedDocument.objects.filter(entity="lesson").count() == 1
        assert "hx-get" not in operator.get(f"/operations/search/jobs/{job.pk}/").content.decode()
        assert AuditEntry.objects.filter(action="search.rebuild").exists()

    def test_healing_says_what_it_repaired(self) -> None:
        lesson("分数一")
        index_all()
        IndexedDocument.objects.all().delete()
        job = jobs.start_job(actor=None, kind=JobKind.HEAL, engine="database")
        jobs.run_job(actor=None, job_id=job.pk)
        job.refresh_from_db()
        assert (job.state, job.surplus) == (JobState.DONE, 0)
        assert job.missing >= 1

    def test_a_job_whose_worker_died_gives_way(self) -> None:
        job = jobs.start_job(actor=None, kind=JobKind.CHECK, engine="database")
        IndexJob.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING, moved_at=timezone.now() - jobs.SILENT - timedelta(seconds=1)
        )
        jobs.start_job(actor=None, kind=JobKind.CHECK, engine="database")
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, "执行它的进程没有回应")

    def test_a_failure_keeps_its_reason(self, operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_given: Any) -> dict[str, int]:
            raise RuntimeError("磁盘满了")

        monkeypatch.setitem(jobs._WORK, JobKind.CHECK, broken)
        job = jobs.start_job(actor=None, kind=JobKind.CHECK, engine="database")
        jobs.run_job(actor=None, job_id=job.pk)
        html = operator.get("/operations/").content.decode()
        assert "原因：磁盘满了" in html
        assert "重建索引" in html

    @pytest.mark.parametrize("address", ["elasticsearch/rebuild/", "database/drop/", "x/y/"])
    def test_unknown_work_is_refused(self, operator: Client, address: str) -> None:
        operator.post(f"/operations/search/{address}")
        assert not IndexJob.objects.exists()

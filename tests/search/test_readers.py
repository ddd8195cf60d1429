"""What a reader keeps: recent searches, saved ones, notices about new lessons; suggestions; lessons like this one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice, TeacherProfile
from accounts.services import anonymise_person
from core.exceptions import Refusal
from core.models import AuditEntry
from courses.models import LessonPage
from search.constants import RECENT_KEPT, SAVED_LIMIT
from search.desk.tasks import alert_saved_searches, note_search
from search.models import ConsideredLesson, IndexedDocument, RecentSearch, SavedSearch, SavedSearchMatch
from search.personal.services import note_recent, save_search
from tests.accounts.factories import PersonFactory
from tests.search.factories import index_all, lesson, node

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Any:
    return PersonFactory()


@pytest.fixture
def reader(client: Client, person: Any) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def labels(client: Client, text: str, kind: str) -> list[str]:
    found = client.get("/lessons/suggest/", {"q": text}).json()["suggestions"]
    return [each["label"] for each in found if each["kind"] == kind]


class TestRecent:
    """One's own queries: a short list that one can empty and switch off."""

    def test_the_latest_are_kept_once_each(self, person: Any) -> None:
        for number in range(RECENT_KEPT + 3):
            note_recent(actor_id=person.pk, text=f"分数{number}")
        note_recent(actor_id=person.pk, text="分数5")
        texts = list(RecentSearch.objects.filter(person=person).values_list("text", flat=True))
        assert len(texts) == RECENT_KEPT
        assert texts[:2] == ["分数5", f"分数{RECENT_KEPT + 2}"]

    def test_they_are_suggested_to_their_owner_alone(self, reader: Client, person: Any) -> None:
        note_recent(actor_id=person.pk, text="古诗教学")
        assert labels(reader, "", "recent") == ["古诗教学"]
        assert labels(reader, "古诗", "recent") == ["古诗教学"]
        assert labels(Client(), "古诗", "recent") == []

    def test_clear_and_switch_off(self, reader: Client, person: Any) -> None:
        note_recent(actor_id=person.pk, text="古诗")
        assert "古诗" in reader.get("/me/searches/").content.decode()
        reader.post("/me/searches/recent/", {"act": "clear"})
        assert not RecentSearch.objects.exists()
        note_recent(actor_id=person.pk, text="古诗")
        reader.post("/me/searches/recent/", {"act": "off"})
        note_search("寓言", 3, person.pk)
        assert not RecentSearch.objects.exists()
        assert "没有记住搜索" in reader.get("/me/searches/").content.decode()
        reader.post("/me/searches/recent/", {"act": "on"})
        note_search("寓言", 3, person.pk)
        assert RecentSearch.objects.get().text == "寓言"

    def test_nothing_stays_of_a_person_who_left(self, person: Any, django_capture_on_commit_callbacks: Any) -> None:
        note_recent(actor_id=person.pk, text="古诗")
        save_search(actor=person, name="古诗", address="q=%E5%8F%A4%E8%AF%97")
        with django_capture_on_commit_callbacks(execute=True):
            anonymise_person(actor=person, person=person, reason="离职")
        assert not RecentSearch.objects.exists()
        assert not SavedSearch.objects.exists()


class TestSaving:
    """A search under a name, saved from the list's address."""

    def test_save_from_the_list(self, reader: Client, person: Any) -> None:
        lesson("分数除以整数")
        index_all()
        html = reader.get("/lessons/", {"q": "分数", "grade": "g6", "page": "1"}).content.decode()
        assert "/me/searches/new/?q=" in html
        form = reader.get("/me/searches/new/", {"q": "分数", "grade": "g6", "page": "2"}).content.decode()
        assert "分数，六年级" in form
        reader.post("/me/searches/new/?q=分数&grade=g6&page=2&sort=released", {"name": "六年级分数", "alerts": "on"})
        saved = SavedSearch.objects.get(person=person)
        assert (saved.name, saved.alerts) == ("六年级分数", True)
        assert saved.address == "q=%E5%88%86%E6%95%B0&grade=g6"
        assert AuditEntry.objects.filter(action="search.save", actor=person).exists()
        assert "六年级分数" in reader.get("/me/searches/").content.decode()

    def test_refusals_say_why_and_keep_what_was_typed(self, reader: Client, person: Any) -> None:
        reader.post("/me/searches/new/?q=分数", {"name": "分数"})
        again = reader.post("/me/searches/new/?q=分数", {"name": "又一个"}).content.decode()
        assert "同样的条件已保存为“分数”" in again
        assert "又一个" in again
        empty = reader.post("/me/searches/new/?q=比", {"name": " "})
        assert empty.status_code == 200
        assert SavedSearch.objects.count() == 1
        for number in range(SAVED_LIMIT - 1):
            save_search(actor=person, name="x", address=f"q={number}")
        with pytest.raises(Refusal, match="最多保存"):
            save_search(actor=person, name="x", address="q=more")

    def test_change_and_remove(self, reader: Client, person: Any) -> None:
        saved = save_search(actor=person, name="分数", address="q=%E5%88%86%E6%95%B0")
        base = f"/me/searches/{saved.public_id}/"
        reader.post(f"{base}alerts/", {"alerts": "0"})
        saved.refresh_from_db()
        assert saved.alerts is False
        reader.post(base, {"name": "分数课", "alerts": "on"})
        saved.refresh_from_db()
        assert (saved.name, saved.alerts) == ("分数课", True)
        reader.post(f"{base}remove/")
        assert not SavedSearch.objects.exists()

    @pytest.mark.parametrize("path", ["", "alerts/", "remove/"])
    def test_nobody_touches_another_ones(self, client: Client, person: Any, path: str) -> None:
        saved = save_search(actor=person, name="分数", address="q=1")
        address = f"/me/searches/{saved.public_id}/{path}"
        assert client.post(address).status_code == 302  # to the sign-in page
        client.force_login(PersonFactory(), backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(address, {"name": "x", "alerts": "0"}).status_code == 404
        saved.refresh_from_db()
        assert (saved.name, saved.alerts) == ("分数", True)


class TestAlerts:
    """New lessons for saved searches: one notice per batch, each lesson once."""

    def saved(self, person: Any, address: str = "q=%E5%88%86%E6%95%B0%E9%99%A4%E6%B3%95", **fields: Any) -> SavedSearch:
        search = save_search(actor=person, name="分数除法", address=address, **fields)
        SavedSearch.objects.filter(pk=search.pk).update(created_at=timezone.now() - timedelta(hours=1))
        return search

    def test_one_notice_names_the_search_and_leads_to_its_setting(self, reader: Client, person: Any) -> None:
        old = lesson("分数除法一")
        LessonPage.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=2))
        search = self.saved(person)
        new = [lesson(f"分数除法的意义{number}") for number in range(2)]
        lesson("古诗两首", place=node(number=7, title="古诗"))
        index_all()
        alert_saved_searches()
        notice = Notice.objects.get(person=person)
        assert notice.title == "“分数除法”有2节新课"
        assert "《分数除法的意义0》" in notice.body
        assert "分数除法一" not in notice.body
        assert "你保存了检索“分数除法”" in notice.reason
        assert notice.url == f"/me/searches/#search-{search.public_id}"
        assert set(search.matches.values_list("lesson", flat=True)) == {page.pk for page in new}
        html = reader.get("/me/searches/").content.decode()
        assert f'id="search-{search.public_id}"' in html
        assert f"/lessons/{new[0].code}/" in html

    def test_reindexing_and_a_second_delivery_tell_nothing_again(self, person: Any) -> None:
        search = self.saved(person)
        page = lesson("分数除法的意义")
        index_all()
        alert_saved_searches()
        page.title = "分数除法的意义（修订）"
        page.save()
        index_all()
        alert_saved_searches()
        assert Notice.objects.filter(person=person).count() == 1
        ConsideredLesson.objects.all().delete()  # as if the worker had died before it wrote them down
        alert_saved_searches()
        assert Notice.objects.filter(person=person).count() == 1
        assert search.matches.count() == 1

    def test_a_search_that_found_nothing_yet_is_the_one_to_wait_with(self, person: Any) -> None:
        lesson("古诗两首", place=node(number=7, title="古诗"))
        index_all()
        self.saved(person, address="q=%E9%87%8F%E5%AD%90%E7%BA%A0%E7%BC%A0")
        lesson("量子纠缠入门", place=node(number=7, title="古诗"))
        index_all()
        alert_saved_searches()
        assert "《量子纠缠入门》" in Notice.objects.get(person=person).body

    def test_place_filters_and_switch_are_respected(self, person: Any) -> None:
        quiet = self.saved(person, alerts=False)
        fifth = self.saved(person, address="q=%E4%BA%94%E5%B9%B4%E7%BA%A7+%E5%88%86%E6%95%B0%E9%99%A4%E6%B3%95")
        english = self.saved(person, address="q=%E5%88%86%E6%95%B0%E9%99%A4%E6%B3%95&subject=english")
        lesson("分数除法的意义", place=node(title="分数除法"))
        lesson("五年级", place=node(title="观察物体", grade=5))
        index_all()
        alert_saved_searches()
        assert not Notice.objects.filter(person=person).exists()
        assert not SavedSearchMatch.objects.filter(search__in=[quiet, fifth, english]).exists()

    def test_what_a_person_may_not_see_is_not_announced(self, person: Any) -> None:
        self.saved(person)
        page = lesson("分数除法的意义")
        index_all()
        LessonPage.objects.filter(pk=page.pk).update(visibility="school")  # the index has not heard of it
        alert_saved_searches()
        assert not Notice.objects.exists()


class TestSuggestions:
    """Titles, places, people who agreed."""

    def test_nothing_withdrawn_or_restricted_while_the_index_is_stale(self, client: Client) -> None:
        gone, closed = lesson("分数除以整数"), lesson("分数除以分数")
        index_all()
        assert sorted(labels(client, "分数除以", "lesson")) == ["分数除以分数", "分数除以整数"]
        rows = list(IndexedDocument.objects.filter(page_id=gone.pk))
        gone.unpublish()
        IndexedDocument.objects.bulk_create(rows, ignore_conflicts=True)
        LessonPage.objects.filter(pk=closed.pk).update(visibility="school")
        assert labels(client, "分数除以", "lesson") == []

    def test_one_lesson_opens_itself_and_several_of_a_title_are_a_search(self, client: Client) -> None:
        one = lesson("分数除以整数")
        lesson("分数乘法", at="一小")
        lesson("分数乘法", at="二小")
        index_all()
        found = {each["label"]: each for each in client.get("/lessons/suggest/?q=分数").json()["suggestions"]}
        assert found["分数除以整数"]["url"] == f"/lessons/{one.code}/"
        assert found["分数乘法"]["url"].startswith("/lessons/?q=")
        assert found["分数乘法"]["note"] == "2节"

    def test_people_only_when_they_agreed(self, client: Client) -> None:
        yes, no = PersonFactory(name="唐婧"), PersonFactory(name="唐静")
        for each, findable in ((yes, True), (no, False)):
            TeacherProfile.objects.update_or_create(person=each, defaults={"findable": findable})
        found = client.get("/lessons/suggest/", {"q": "唐婧"}).json()["suggestions"]
        assert [(each["label"], each["url"]) for each in found] == [("唐婧", "/search/?q=%E5%94%90%E5%A9%A7")]
        assert labels(client, "唐静", "person") == []

    def test_a_visitor_is_asked_nothing_before_typing(self, client: Client) -> None:
        assert client.get("/lessons/suggest/").json() == {"suggestions": []}

    def test_few_statements(self, reader: Client) -> None:
        for number in range(5):
            lesson(f"分数第{number}课")
        index_all()
        reader.get("/lessons/suggest/", {"q": "分数"})
        with CaptureQueriesContext(connection) as asked:
            reader.get("/lessons/suggest/", {"q": "分数"})
        assert len(asked) <= 13


class TestSimilar:
    """Beside it in the book; never itself, never what the reader may not see."""

    def test_neighbours_of_the_unit(self, client: Client) -> None:
        own = lesson("一个数除以分数")
        other = lesson("分数除以整数", place=node(number=3))
        far = lesson("古诗两首", place=node(number=7, title="古诗"))
        hidden = lesson("除法的校内课", visibility="school")
        index_all()
        page = client.get(f"/lessons/{own.code}/similar/").content.decode()
        assert f"/lessons/{other.code}/" in page
        for each in (far, hidden):
            assert f"/lessons/{each.code}/" not in page
        assert page.count("lesson-card__title") == 1

    def test_the_lesson_page_links_to_it_without_asking_the_database(self, client: Client) -> None:
        own = lesson("一个数除以分数")
        index_all()
        html = client.get(f"/lessons/{own.code}/").content.decode()
        assert f'hx-get="/lessons/{own.code}/similar/"' in html
        assert f'<a href="/lessons/{own.code}/similar/">' in html

    def test_the_part_leaves_out_what_the_page_shows_already(self, client: Client) -> None:
        own = lesson("一个数除以分数")
        lesson("分数除以整数", place=own.node)
        index_all()
        part = client.get(f"/lessons/{own.code}/similar/", headers={"HX-Request": "true"}).content.decode()
        assert "lesson-card" not in part
        assert "<html" not in part

    def test_few_statements_and_the_order_is_kept(self, client: Client) -> None:
        own = lesson("一个数除以分数")
        lesson("分数除以整数")
        index_all()
        client.get(f"/lessons/{own.code}/similar/", headers={"HX-Request": "true"})
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/lessons/{own.code}/similar/", headers={"HX-Request": "true"})
        assert len(asked) <= 6

    def test_an_unpublished_lesson_has_none(self, client: Client) -> None:
        own = lesson("一个数除以分数", live=False)
        assert client.get(f"/lessons/{own.code}/similar/").status_code == 404

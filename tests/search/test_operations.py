"""The operator's page and its buttons; and who may come near the desks, role by route."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from core.constants import OutboxState
from core.models import AuditEntry, OutboxRow
from organizations.constants import OrganizationKind, Role
from search.constants import JobKind, JobState
from search.desk import jobs, services
from search.desk.models import IndexJob, PinnedAnswer
from search.desk.tasks import nightly_round
from search.models import IndexedDocument, Synonym
from search.services import save_synonym
from tests.accounts.factories import PersonFactory
from tests.search.desk import PLACES, signed_in
from tests.search.factories import index_all, lesson

pytestmark = pytest.mark.django_db
DESK = ["/workspace/search/", "/workspace/search/pins/new/", "/workspace/search/synonyms/"]
DESK_FORMS = ["/workspace/search/synonyms/new/"]
OPERATIONS = ["/operations/"]


@pytest.fixture
def operator() -> Client:
    return signed_in(Role.OPERATOR)


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

    def test_a_rebuild_from_the_command_line_is_noted(self, operator: Client) -> None:
        lesson("分数一")
        index_all()
        assert "还没有重建过" in operator.get("/operations/").content.decode()
        call_command("rebuild_index", engine="database", stdout=StringIO())
        job = IndexJob.objects.get()
        assert (job.kind, job.state, job.engine, job.actor) == (JobKind.REBUILD, JobState.DONE, "database", None)
        assert job.done == IndexedDocument.objects.count()
        html = operator.get("/operations/").content.decode()
        assert f"写入{job.done}条" in html
        jobs.start_job(actor=None, kind=JobKind.HEAL, engine="database")
        with pytest.raises(CommandError, match="已经有一项工作在进行"):
            call_command("rebuild_index", engine="database")

    def test_a_rebuild_that_breaks_keeps_its_reason(self, operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_batches: Any) -> int:
            raise RuntimeError("磁盘满了")

        monkeypatch.setattr("search.desk.jobs.database.rebuild", broken)
        with pytest.raises(RuntimeError):
            call_command("rebuild_index", engine="database")
        assert "原因：磁盘满了" in operator.get("/operations/").content.decode()

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

"""Pages of groups and activities: public facts for all, names and products only for those they concern."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.services import drain
from materials.constants import Visibility
from organizations.constants import Role
from research_groups.constants import ActivityStatus
from research_groups.models import Product
from research_groups.services import approve_activity
from tests.courses.factories import PDF, LessonFactory
from tests.organizations.factories import OrganizationFactory
from tests.research_groups.factories import (
    common_products,
    group_of,
    lesson_study,
    member_of,
    product,
    submitted,
    taking_part,
)
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


class TestNames:
    """Each leader only their own staff; visitors and other schools nobody."""

    def test_each_leader_reads_their_own_staff(self, near: Place, enter: Any, client: Client) -> None:
        other = OrganizationFactory(name="沙坪坝区第二小学", parent=near.district)
        own, theirs = add_teacher(near.school, name="周敏"), add_teacher(other, name="郑刚")
        activity = lesson_study(group_of(near.institute), near.school, other)
        for person in (own, theirs):
            taking_part(activity, person)
        product(activity, "reflection", own, text="学生自己说出了算理")
        url = activity.get_absolute_url()
        seen = {
            "visitor": client,
            "own leader": enter(near.leader),
            "other leader": enter(member_of(other, Role.LEADER)),
            "institute": enter(member_of(near.institute, Role.EDITOR)),
            "teacher of the school": enter(add_teacher(near.school)),
        }
        names = {who: [name in text_of(each, url) for name in ("周敏", "郑刚")] for who, each in seen.items()}
        assert names == {
            "visitor": [False, False],
            "own leader": [True, False],
            "other leader": [False, True],
            "institute": [True, True],
            "teacher of the school": [False, False],
        }
        words = {who: "学生自己说出了算理" in text_of(each, url) for who, each in seen.items()}
        assert words == {who: who in ("own leader", "institute") for who in seen}
        assert "2人参加，1人交齐" in text_of(client, url)


class TestLists:
    """What anybody may look through."""

    def test_lists_show_and_filter(self, near: Place, client: Client) -> None:
        group = group_of(near.institute)
        activity = lesson_study(group, near.school)
        assert group.name in text_of(client, "/groups/")
        assert group.name in text_of(client, "/groups/?kind=master_studio")
        assert group.name not in text_of(client, "/groups/?kind=project")
        assert activity.title in text_of(client, "/activities/?when=past")
        assert activity.title not in text_of(client, "/activities/")
        assert activity.title not in text_of(client, "/activities/?when=past&kind=showcase")
        assert activity.title in text_of(client, group.get_absolute_url())

    def test_unknown_addresses_are_404(self, near: Place, client: Client) -> None:
        assert client.get("/groups/nothing/").status_code == 404
        assert client.get("/activities/7f1f7a53-0f3e-4e84-9c55-0d4b6c4c7c11/").status_code == 404


class TestJoining:
    """One's own place."""

    def test_a_teacher_joins_and_a_stranger_reads_why_not(self, near: Place, far: Place, enter: Any) -> None:
        activity = lesson_study(group_of(near.institute), near.school)
        url = f"{activity.get_absolute_url()}join/"
        assert "已报名" in enter(near.teacher).post(url, follow=True).content.decode()
        assert "没有参加这个活动" in enter(far.teacher).post(url, follow=True).content.decode()
        assert [row.person for row in activity.participations.all()] == [near.teacher]
        assert Client().post(url).status_code == 302


class TestHandingIn:
    """The form of a product."""

    def test_text_or_a_file_and_never_nothing(self, near: Place, enter: Any) -> None:
        activity = lesson_study(group_of(near.institute), near.school)
        taking_part(activity, near.teacher)
        client = enter(near.teacher)
        plan = activity.required_products.get(kind="plan")
        url = f"{activity.get_absolute_url()}products/{plan.pk}/"
        assert client.get(url).status_code == 200
        assert "请写正文或选一个文件" in client.post(url, {"title": "设计"}).content.decode()
        bad = client.post(url, {"file": SimpleUploadedFile("设计.docx", b"MZ not a document")})
        assert "设计.docx" in bad.content.decode()
        assert not Product.objects.exists()
        assert client.post(url, {"file": SimpleUploadedFile("设计.pdf", PDF)}).status_code == 302
        kept = Product.objects.get()
        assert (kept.material.visibility, kept.material.owner) == (Visibility.OWNER, near.teacher)
        assert client.post(url, {"title": "设计", "text": "补充说明"}).status_code == 302
        assert Product.objects.get().material == kept.material
        # A file handed in before is enough; it is opened by those who read the product, and by nobody else.
        assert client.post(url, {"title": "设计", "text": ""}).status_code == 302
        file = f"{activity.get_absolute_url()}files/{kept.pk}/"
        assert b"".join(client.get(file).streaming_content) == PDF
        assert enter(near.leader).get(file).status_code == 200
        assert enter(add_teacher(near.school)).get(file).status_code == 404

    def test_the_file_is_linked_for_who_works_with_it_and_has_no_address_for_others(
        self, near: Place, far: Place, enter: Any, client: Client
    ) -> None:
        host = add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        taking_part(activity, near.teacher)
        url = activity.get_absolute_url()
        upload = f"{url}products/{activity.required_products.get(kind='plan').pk}/"
        enter(near.teacher).post(upload, {"file": SimpleUploadedFile("设计.pdf", PDF)})
        file = f"{url}files/{Product.objects.get().pk}/"
        for person in (near.teacher, host, member_of(near.institute, Role.EDITOR), near.leader):
            reader = enter(person)
            assert f'href="{file}"' in text_of(reader, url)
            assert reader.get(file).status_code == 200
        for person in (far.teacher, far.leader, member_of(far.institute, Role.EDITOR)):
            stranger = enter(person)
            assert "设计.pdf" not in text_of(stranger, url)
            assert stranger.get(file).status_code == 404
        assert "设计.pdf" not in text_of(client, url)
        assert client.get(file).status_code in (302, 404)

    def test_many_products_cost_no_more_queries_than_few(self, near: Place, enter: Any) -> None:
        other = OrganizationFactory(name="沙坪坝区第二小学", parent=near.district)
        activity = lesson_study(group_of(near.institute), near.school, other)
        reader, url = enter(near.leader), activity.get_absolute_url()

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(url).status_code == 200
            return len(queries)

        for person in (add_teacher(near.school), add_teacher(other)):
            taking_part(activity, person)
            product(activity, "reflection", person)
        few = asked()
        for person in (*(add_teacher(near.school) for _each in range(4)), add_teacher(other)):
            taking_part(activity, person)
            product(activity, "reflection", person)
        assert asked() <= few

    def test_a_recording_is_a_film_or_a_lesson(self, near: Place, far: Place, enter: Any) -> None:
        activity = lesson_study(group_of(near.institute), near.school)
        taking_part(activity, near.teacher)
        url = f"{activity.get_absolute_url()}products/{activity.required_products.get(kind='recording').pk}/"
        client = enter(near.teacher)
        assert ".mp4,.webm" in client.get(url).content.decode()
        wrong = client.post(url, {"file": SimpleUploadedFile("实录.pdf", PDF)}).content.decode()
        assert "实录.pdf" in wrong
        hidden = LessonFactory(organization=far.school, publish=False)
        assert "没有找到这个课例" in client.post(url, {"lesson": hidden.code}).content.decode()
        lesson = LessonFactory(organization=near.school)
        client.post(url, {"lesson": f"/lessons/{lesson.code}/"})
        assert Product.objects.get().lesson == lesson
        assert f"/lessons/{lesson.code}/" in client.get(activity.get_absolute_url()).content.decode()

    def test_the_product_of_another_activity_has_no_address(self, near: Place, enter: Any) -> None:
        first, second = (lesson_study(group_of(near.institute), near.school) for _number in range(2))
        taking_part(first, near.teacher)
        foreign = second.required_products.get(kind="plan")
        answer = enter(near.teacher).post(f"{first.get_absolute_url()}products/{foreign.pk}/", {"text": "x"})
        assert answer.status_code == 404


class TestOtherOrganizations:
    """What is not one's own is a wrong address."""

    def test_submit_decide_and_product_are_404(self, near: Place, far: Place, enter: Any) -> None:
        open_one = lesson_study(group_of(near.institute), near.school)
        taking_part(open_one, near.teacher)
        common_products(open_one, near.teacher)
        product(open_one, "reflection", near.teacher)
        plan = open_one.required_products.get(kind="plan")
        sent = submitted(group_of(near.institute), add_teacher(near.school))
        addresses = {
            f"{open_one.get_absolute_url()}submit/": {},
            f"{open_one.get_absolute_url()}products/{plan.pk}/": {"text": "混进来"},
            f"{sent.get_absolute_url()}decide/": {"decision": "approve", "level": "district"},
        }
        for person in (far.teacher, far.leader, member_of(far.institute, Role.EDITOR), add_teacher(near.school)):
            client = enter(person)
            assert {client.post(url, data).status_code for url, data in addresses.items()} == {404}
        for activity, status in ((open_one, ActivityStatus.PLANNED), (sent, ActivityStatus.SUBMITTED)):
            activity.refresh_from_db()
            assert activity.status == status
        assert not Product.objects.filter(text="混进来").exists()


class TestDeciding:
    """From hand-in to hours, by the pages alone."""

    def test_host_sends_and_institute_approves(self, near: Place, enter: Any) -> None:
        host = member_of(near.school)
        activity = lesson_study(group_of(near.institute, near.teacher, host=host), near.school)
        taking_part(activity, near.teacher)
        url = activity.get_absolute_url()
        hosting = enter(host)
        assert "还缺教学设计" in hosting.post(f"{url}submit/", follow=True).content.decode()
        common_products(activity, near.teacher)
        product(activity, "reflection", near.teacher)
        assert "已送教师进修学院认定" in hosting.post(f"{url}submit/", follow=True).content.decode()
        assert hosting.post(f"{url}decide/", {"decision": "approve"}).status_code == 404
        editor = enter(member_of(near.institute, Role.EDITOR))
        assert "认定这个活动" in text_of(editor, url)
        assert "请写明退回的理由" in editor.post(f"{url}decide/", {"decision": "return"}).content.decode()
        answer = editor.post(f"{url}decide/", {"decision": "approve", "level": "district"}, follow=True)
        assert "已认定。到场并交齐" in answer.content.decode()
        drain()
        assert activity.title in text_of(enter(near.teacher), "/me/hours/")

    def test_a_school_level_is_not_on_offer(self, near: Place, enter: Any) -> None:
        activity = submitted(group_of(near.institute), near.teacher)
        editor = enter(member_of(near.institute, Role.EDITOR))
        editor.post(f"{activity.get_absolute_url()}decide/", {"decision": "approve", "level": "school"})
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.SUBMITTED


class TestRecord:
    """The lesson shows what it came from and led to, and the activity shows it back."""

    def test_lesson_to_activity_and_back(self, near: Place, client: Client) -> None:
        lesson = LessonFactory(organization=near.school)
        group = group_of(near.institute)
        activity = submitted(group, near.teacher, add_teacher(near.school), lesson=lesson)
        approve_activity(actor=member_of(near.institute, Role.EDITOR), activity=activity, organization=near.institute)
        drain()
        page = text_of(client, f"/lessons/{lesson.code}/")
        record = page[page.index("这节课的来历与去处") :]
        places = [record.index(part) for part in (group.name, activity.title, "2人，共")]
        assert places == sorted(places)
        assert f'href="{group.get_absolute_url()}"' in record
        assert f'href="{activity.get_absolute_url()}"' in record
        back = text_of(client, activity.get_absolute_url())
        assert f"/lessons/{lesson.code}/" in back
        assert "2人，共" in back

    def test_a_lesson_nobody_studied_has_no_record(self, near: Place, client: Client) -> None:
        lesson = LessonFactory(organization=near.school)
        assert "这节课的来历与去处" not in text_of(client, f"/lessons/{lesson.code}/")

"""Products: who may hand in what, when a person's own are complete, and who may read them."""

import pytest

from core.exceptions import Refusal
from organizations.constants import Role
from research_groups.models import Participation, Product
from research_groups.policies import can_hand_in, can_read_product
from research_groups.services import approve_activity, return_activity
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


def test_only_participants_hand_in_and_only_something(near: Place) -> None:
    activity = lesson_study(group_of(near.institute), near.school)
    with pytest.raises(Refusal, match="参加这个活动的人"):
        product(activity, "plan", near.teacher)
    taking_part(activity, near.teacher)
    with pytest.raises(Refusal, match="请写正文"):
        product(activity, "plan", near.teacher, text="  ")
    assert not Product.objects.exists()
    assert not can_hand_in(near.leader, activity)


def test_handing_in_again_replaces_ones_own(near: Place) -> None:
    activity = lesson_study(group_of(near.institute), near.school)
    taking_part(activity, near.teacher)
    first = product(activity, "reflection", near.teacher, text="初稿")
    second = product(activity, "reflection", near.teacher, text="改过")
    assert first.pk == second.pk
    assert Product.objects.get().text == "改过"
    assert Product.objects.get().title == "反思"


def test_ones_own_are_complete_with_the_reflection(near: Place) -> None:
    activity = lesson_study(group_of(near.institute), near.school)
    taking_part(activity, near.teacher)
    common_products(activity, near.teacher)
    other = taking_part(activity, add_teacher(near.school))
    product(activity, "reflection", near.teacher)
    assert Participation.objects.get(person=near.teacher).handed_in_at
    assert not Participation.objects.get(pk=other.pk).handed_in_at


def test_nothing_is_changed_while_the_institute_decides(near: Place) -> None:
    activity = submitted(group_of(near.institute), near.teacher)
    with pytest.raises(Refusal, match="现在不能上交"):
        product(activity, "reflection", near.teacher, text="改")
    return_activity(actor=None, activity=activity, reason="实录没有声音")
    assert product(activity, "recording", near.teacher, text="换成有声的实录").text == "换成有声的实录"


def test_common_products_stand_once_approved(near: Place) -> None:
    activity = submitted(group_of(near.institute), near.teacher)
    editor = member_of(near.institute, Role.EDITOR)
    approve_activity(actor=editor, activity=activity, organization=near.institute)
    with pytest.raises(Refusal, match="共同的产出不能再改"):
        product(activity, "plan", near.teacher, text="改")


def test_who_reads_a_product(near: Place, far: Place) -> None:
    guest = far.teacher
    group = group_of(near.institute, guest, host=member_of(near.institute))
    activity = lesson_study(group, near.school, far.school)
    taking_part(activity, near.teacher)
    taking_part(activity, guest)
    reflection = product(activity, "reflection", near.teacher)
    readers = {
        "author": near.teacher,
        "participant": guest,
        "leader": near.leader,
        "institute": member_of(near.institute, Role.EDITOR),
    }
    strangers = (far.leader, add_teacher(near.school), member_of(far.institute, Role.EDITOR))
    assert {name: can_read_product(person, reflection) for name, person in readers.items()} == dict.fromkeys(
        readers, True
    )
    assert [can_read_product(person, reflection) for person in strangers] == [False, False, False]

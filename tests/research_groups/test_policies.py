"""Who may do what with groups and activities: roles by actions, near and far."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from organizations.constants import Role
from research_groups import policies
from tests.materials.factories import stored, video
from tests.research_groups.factories import (
    group_of,
    lesson_study,
    member_of,
    product,
    taking_part,
)
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db


POLICIES = {
    policies.can_run_group: {"host", "leader", "institute"},
    policies.can_review_group: {"leader", "institute"},
    policies.can_run_activity: {"host", "leader", "institute"},
    policies.can_hand_in: {"host", "participant"},
}


class TestMatrix:
    """Roles by actions, near and far, for a school's group."""

    @pytest.mark.parametrize("action", POLICIES, ids=lambda action: action.__name__)
    def test_who_may(self, near: Place, far: Place, action: Any) -> None:
        people = {
            "host": add_teacher(near.school),
            "member": add_teacher(near.school),
            "participant": add_teacher(near.school),
            "colleague": near.teacher,
            "leader": near.leader,
            "institute": member_of(near.institute, Role.EDITOR),
            "auditor": member_of(near.institute, Role.AUDITOR),
            "far leader": far.leader,
            "far institute": member_of(far.institute, Role.EDITOR),
            "visitor": AnonymousUser(),
        }
        group = group_of(near.school, people["member"], host=people["host"])
        activity = lesson_study(group, near.school)
        for who in ("host", "participant"):
            taking_part(activity, people[who])
        target = group if action in (policies.can_run_group, policies.can_review_group) else activity
        assert {who for who, person in people.items() if action(person, target)} == POLICIES[action]

    def test_who_opens_the_film_of_a_class(self, near: Place, far: Place, tmp_path: Any) -> None:
        host, other = add_teacher(near.school), add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        for person in (near.teacher, other):
            taking_part(activity, person)
        film = stored(video(tmp_path), "课堂实录.webm", "class_recording", organization=near.school)
        kept = product(activity, "recording", near.teacher, material=film)
        opens = {
            "author": near.teacher,
            "host": host,
            "participant": other,
            "institute": member_of(near.institute, Role.EDITOR),
            "own leader": near.leader,
            "far institute": member_of(far.institute, Role.EDITOR),
        }
        allowed = {who for who, person in opens.items() if policies.can_open_product_file(person, kept)}
        assert allowed == {"author", "host", "participant", "institute"}

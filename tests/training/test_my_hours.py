"""My hours: the headline, totals that re-add, claims with a proof."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import Notice
from core.services import drain
from tests.accounts.factories import PersonFactory
from tests.training.conftest import Place, add_teacher
from tests.training.factories import certified
from training.constants import EvidenceState
from training.hours_page import hours_page
from training.models import Evidence
from training.services import certify_evidence, return_evidence, reverse_evidence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november() -> Any:
    """Between the borders of every year."""
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=True):
        yield


def grains(text: str) -> int:
    """A printed sum of a credit set in hundredths."""
    sign = -1 if "−" in text else 1
    return sign * round(float(re.sub(r"[^\d.]", "", text)) * 100)


def re_adds(node: dict[str, Any]) -> bool:
    """Whether a node's sum is the sum of what it unfolds to, all the way down."""
    children = node.get("children")
    if not children:
        return True
    return grains(node["sum"]) == sum(grains(child["sum"]) for child in children) and all(map(re_adds, children))


def test_the_headline_says_the_number_in_the_unit_and_border_of_the_set(near: Place, enter: Any) -> None:
    certified(near.teacher, certifier=near.institute, facts={"minutes": 45 * 29})
    page = enter(near.teacher).get("/me/hours/").content.decode()
    assert "本年度还差6.34学分，到6月30日还有218天" in page
    assert "渝教师发〔2019〕4号" in page


def test_every_level_of_the_proof_adds_up(near: Place) -> None:
    for day, fields in enumerate(
        [
            {},
            {"type": "online_course", "facts": {"minutes": 300}},
            {"type": "school_training", "level": "school", "facts": {"minutes": 135, "plan_filed": True}},
            {"type": "self_study_product", "level": "school", "facts": {}},
        ],
        start=1,
    ):
        certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 9, day), **fields)
    again = certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 10, 1))
    reverse_evidence(actor=None, evidence=again, reason="重复登记")
    page = hours_page(near.teacher)
    assert all(re_adds(node) for node in page.nodes)
    assert sum(grains(node["sum"]) for node in page.nodes) == grains(page.total) == page.done
    assert page.whole
    assert "核对无误" in page.check


def test_a_leaf_names_clause_formula_proof_and_certifier(near: Place, enter: Any) -> None:
    certified(near.teacher, certifier=near.institute, title="暑期班")
    html = enter(near.teacher).get("/me/hours/").content.decode()
    for words in ("CQ-01", "渝教师发〔2019〕4号", near.institute.name, "依据与证明", "暑期班"):
        assert words in html


def test_another_year_and_filters(near: Place, enter: Any) -> None:
    certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 5, 20), title="去年的班")
    certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 9, 20), title="今年的班")
    client = enter(near.teacher)
    last = client.get("/me/hours/", {"year": "2025-26"})
    assert last.context["page"].terms.year == "2025-26"
    assert last.context["page"].done == 100
    narrowed = client.get("/me/hours/", {"of": "2025-26"})
    assert [row["label"] for row in narrowed.context["rows"]] == ["去年的班"]
    assert client.get("/me/hours/", {"year": "nonsense"}).context["page"].terms.year == "2026-27"


def test_hour_sets_count_hours_by_calendar_year(far: Place, enter: Any) -> None:
    certified(far.teacher, certifier=far.institute, facts={"minutes": 45 * 20})
    page = hours_page(far.teacher)
    assert page.terms is not None
    assert (page.terms.unit, page.terms.year, page.total) == ("学时", "2026", "20")
    assert enter(far.teacher).get("/me/hours/").status_code == 200


def test_somebody_without_a_school_gets_an_explanation(enter: Any) -> None:
    assert "还没有适用的学时认定办法" in enter(PersonFactory()).get("/me/hours/").content.decode()


def test_the_ledger_file_verifies_by_itself(near: Place, enter: Any) -> None:
    import hashlib

    for day in (1, 2):
        certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 9, day))
    previous = ""
    for entry in enter(near.teacher).get(reverse("training:ledger_file")).json()["entries"]:
        assert entry["previous_hash"] == previous
        previous = hashlib.sha256(f"{previous}\n{entry['payload']}".encode()).hexdigest()
        assert entry["hash"] == previous


def test_an_award_is_told_once(near: Place, django_capture_on_commit_callbacks: Any) -> None:
    certified(near.teacher, certifier=near.institute)
    drain(consumer="notify_person")
    drain(consumer="notify_person")
    assert Notice.objects.filter(person=near.teacher, kind="hours").count() == 1


def photo() -> SimpleUploadedFile:
    """A certificate as a picture."""
    buffer = BytesIO()
    Image.new("RGB", (640, 480), "white").save(buffer, "JPEG")
    return SimpleUploadedFile("证书.jpg", buffer.getvalue(), content_type="image/jpeg")


def claim(**fields: Any) -> dict[str, Any]:
    """The form as a teacher fills it in."""
    return {
        "title": "市级作文教学研讨",
        "organizer": "市教科院",
        "level": "city",
        "occurred_on": "2026-10-20",
        "hours": "8",
        "form": "training",
        "cert_no": "ZS-2026-0007",
        "token": "token-1",
        "photo": photo(),
        **fields,
    }


class TestClaim:
    """Photo, certificate, decision."""

    def test_a_claim_waits_for_the_school_and_counts_once_certified(self, near: Place, enter: Any) -> None:
        client = enter(near.teacher)
        assert client.post(reverse("training:new_claim"), claim()).status_code == 302
        assert client.post(reverse("training:new_claim"), claim(photo=photo())).status_code == 302  # a double click
        evidence = Evidence.objects.get()
        assert (evidence.state, evidence.organization) == (EvidenceState.SUBMITTED, near.school)
        assert hours_page(near.teacher).done == 0
        certify_evidence(actor=near.leader, evidence=evidence, certifier=near.school)
        assert hours_page(near.teacher).total == "2.66"

    def test_the_proof_is_for_those_who_decide(self, near: Place, far: Place, enter: Any) -> None:
        enter(near.teacher).post(reverse("training:new_claim"), claim())
        evidence = Evidence.objects.get()
        url = reverse("training:proof", args=[evidence.public_id, evidence.proofs.get().pk])
        assert enter(near.teacher).get(url).status_code == 200
        assert enter(near.leader).get(url).status_code == 200
        assert enter(add_teacher(near.school)).get(url).status_code == 404
        assert enter(far.leader).get(url).status_code == 404

    def test_a_used_number_says_where(self, near: Place, enter: Any) -> None:
        client = enter(near.teacher)
        client.post(reverse("training:new_claim"), claim())
        certify_evidence(actor=near.leader, evidence=Evidence.objects.get(), certifier=near.school)
        refused = client.post(
            reverse("training:new_claim"), claim(cert_no="zs 2026 0007", token="token-2", photo=photo())
        )
        assert refused.status_code == 200
        assert "这个编号在2026年11月24日已认定" in refused.content.decode()
        assert "市级作文教学研讨" in refused.content.decode()
        assert Evidence.objects.count() == 1

    def test_a_returned_claim_is_corrected_and_keeps_its_history(self, near: Place, enter: Any) -> None:
        client = enter(near.teacher)
        client.post(reverse("training:new_claim"), claim())
        evidence = Evidence.objects.get()
        return_evidence(actor=near.leader, evidence=evidence, reason="学时数看不清。")
        url = reverse("training:correct_claim", args=[evidence.public_id])
        assert "学时数看不清。" in client.get(url).content.decode()
        form = claim(hours="6")
        del form["photo"]
        assert client.post(url, form).status_code == 302
        evidence.refresh_from_db()
        assert (evidence.state, evidence.facts["minutes"]) == (EvidenceState.SUBMITTED, 270)

    @pytest.mark.parametrize(
        ("field", "value"), [("occurred_on", "2027-01-01"), ("hours", "0"), ("title", ""), ("level", "galaxy")]
    )
    def test_refusals_keep_the_form(self, near: Place, enter: Any, field: str, value: str) -> None:
        answer = enter(near.teacher).post(reverse("training:new_claim"), claim(**{field: value}))
        assert answer.status_code == 200
        assert answer.context["form"].errors[field]
        assert not Evidence.objects.exists()

    def test_a_file_that_is_no_picture_is_refused(self, near: Place, enter: Any) -> None:
        bad = SimpleUploadedFile("证书.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
        answer = enter(near.teacher).post(reverse("training:new_claim"), claim(photo=bad))
        assert answer.status_code == 200
        assert not Evidence.objects.exists()

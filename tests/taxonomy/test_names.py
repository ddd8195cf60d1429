"""Names of the vocabulary in the reader's language."""

import pytest
from django.utils.translation import override

from taxonomy.models import Edition, Grade, Stage, Subject
from tests.taxonomy.test_textbooks import volume

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.mark.parametrize(
    ("model", "code", "chinese", "english"),
    [
        (Stage, "primary", "小学", "Primary"),
        (Subject, "math", "数学", "Mathematics"),
        (Grade, "g6", "六年级", "Grade 6"),
    ],
)
def test_a_term_has_its_name_in_both_interfaces(model: type, code: str, chinese: str, english: str) -> None:
    term = model.objects.get(code=code)  # type: ignore[attr-defined]
    assert term.label == term.name == chinese
    with override("en"):
        assert term.label == english
        assert str(term) == chinese, "what is stored and indexed does not depend on the reader"


def test_a_term_without_an_english_name_keeps_its_own() -> None:
    edition = Edition(code="own", name="本校版")
    with override("en"):
        assert edition.label == "本校版"


def test_a_volume_reads_in_order_in_both() -> None:
    book = volume()
    assert book.title == "人教版数学六年级上册"
    with override("en"):
        assert book.term_name == "Grade 6 Volume 1"
        assert book.title == f"{book.edition.label} Mathematics Grade 6 Volume 1"
        book.revision = "2022"
        assert book.label == "Grade 6 Volume 1 (2022)"

"""Vocabulary, volumes and nodes through their services."""

import pytest

from taxonomy.constants import NodeKind, Scheme
from taxonomy.models import Alias, Edition, Grade, Subject, TextbookNode, Volume
from taxonomy.services import build_textbook_tree, ensure_node, ensure_volume, load_vocabulary
from taxonomy.terms import Terms

pytestmark = pytest.mark.usefixtures("vocabulary")
UNITS = [
    {"number": "第三单元", "title": "分数除法", "lessons": ["倒数的认识", "分数除以整数"]},
    {"number": "第四单元", "title": "比", "lessons": ["比的意义"]},
]


def volume(grade: str = "g6", scheme: Scheme = Scheme.SIX_THREE, edition: str = "pep") -> Volume:
    return ensure_volume(
        actor=None,
        subject=Subject.objects.get(code="math"),
        edition=Edition.objects.get(code=edition),
        grade=Grade.objects.get(code=grade),
        term=1,
        scheme=scheme,
    )


def test_loading_the_vocabulary_again_changes_nothing() -> None:
    before = Alias.objects.count()
    assert load_vocabulary() == {"created": 0, "updated": 0}
    assert Alias.objects.count() == before


def test_grade_six_is_primary_or_junior_by_scheme() -> None:
    assert volume(scheme=Scheme.SIX_THREE).stage.code == "primary"
    assert volume(scheme=Scheme.FIVE_FOUR).stage.code == "junior"


def test_a_volume_is_made_once() -> None:
    assert volume() == volume()


@pytest.mark.parametrize(
    ("text", "subject", "edition"),
    [
        ("人教社", "chinese", "tongbian"),
        ("人教社", "math", "pep"),
        ("部编", "chinese", "tongbian"),
        ("沪教育", "math", "hujiao"),
        ("上教版", "math", "hujiao"),
        ("牛津英语", "english", "oxford-sh"),
    ],
)
def test_editions_are_read_with_their_subject(text: str, subject: str, edition: str) -> None:
    found = Terms.load().edition(text, subject=Subject.objects.get(code=subject))
    assert found is not None
    assert found.code == edition


@pytest.mark.parametrize("text", ["六年级", "６年级", "预备", "预初", "6", "⑥"])
def test_grade_six_in_every_writing(text: str) -> None:
    found = Terms.load().grade(text)
    assert found is not None
    assert found.number == 6


def test_a_tree_built_twice_is_one_tree_in_reading_order() -> None:
    book = volume()
    first = build_textbook_tree(actor=None, volume=book, units=UNITS)
    assert build_textbook_tree(actor=None, volume=book, units=UNITS) == first
    labels = [node.label for node in TextbookNode.objects.filter(volume=book)]
    assert labels == ["第三单元 分数除法", "倒数的认识", "分数除以整数", "第四单元 比", "比的意义"]


def test_neighbours_cross_the_border_of_units() -> None:
    nodes = build_textbook_tree(actor=None, volume=volume(), units=UNITS)
    before, after = TextbookNode.objects.neighbours(nodes[2])
    assert (before, after) == (nodes[1], nodes[4])
    assert TextbookNode.objects.neighbours(nodes[1])[0] is None


def test_a_unit_gets_its_title_from_whoever_knows_it_first() -> None:
    book = volume()
    bare = ensure_node(actor=None, volume=book, kind=NodeKind.UNIT, number="第三章")
    named = ensure_node(actor=None, volume=book, kind=NodeKind.UNIT, number="第三章", title="一元一次方程")
    assert named == bare
    assert named.label == "第三章 一元一次方程"


def test_two_units_never_share_a_place() -> None:
    book = volume()
    ensure_node(actor=None, volume=book, kind=NodeKind.UNIT, number="第一单元", position=1)
    other = ensure_node(actor=None, volume=book, kind=NodeKind.UNIT, number="第一章", position=1)
    assert other.path == "002"


def test_line_leads_from_unit_to_lesson() -> None:
    nodes = build_textbook_tree(actor=None, volume=volume(), units=UNITS)
    assert [node.label for node in nodes[1].line()] == ["第三单元 分数除法", "倒数的认识"]

"""Reading a written term as an entry of the vocabulary: 部编 with 语文 → 统编版, 预备 → 六年级, 第一学期 → 上册.

The table is small (some hundred rows) and read once per ``Terms``; an importer keeps one for its run.
"""

from dataclasses import dataclass, field
from typing import Any

from taxonomy.constants import AliasKind, Term
from taxonomy.models import Alias, Edition, Grade, Stage, Subject
from taxonomy.spelling import fold, read_number


@dataclass
class Terms:
    """All spellings of the vocabulary, folded."""

    stages: dict[str, Stage] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    grades: dict[str, Grade] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Terms":
        """Read the vocabulary and its aliases."""
        loaded = cls()
        lists: list[tuple[AliasKind, Any, dict[str, Any]]] = [
            (AliasKind.STAGE, Stage, loaded.stages),
            (AliasKind.SUBJECT, Subject, loaded.subjects),
            (AliasKind.GRADE, Grade, loaded.grades),
            (AliasKind.EDITION, Edition, loaded.editions),
        ]
        aliases = list(Alias.objects.all())
        for kind, model, known in lists:
            by_code = {each.code: each for each in model.objects.all()}
            known.update({fold(each.name): each for each in by_code.values()})
            known.update({fold(a.text): by_code[a.code] for a in aliases if a.kind == kind and a.code in by_code})
        loaded.terms.update({fold(str(term.label)): term for term in Term})
        loaded.terms.update({fold(a.text): Term(int(a.code)) for a in aliases if a.kind == AliasKind.TERM})
        return loaded

    def stage(self, text: str) -> Stage | None:
        """学段."""
        return self.stages.get(fold(text))

    def subject(self, text: str) -> Subject | None:
        """学科."""
        return self.subjects.get(fold(text))

    def grade(self, text: str) -> Grade | None:
        """年级, also as ``6``, ``6年级``, ``六``, ``预初``."""
        key = fold(text)
        if key in self.grades:
            return self.grades[key]
        number = read_number(key.removesuffix("年级"))
        return self.grades.get(str(number)) if number else None

    def edition(self, text: str, *, subject: Subject | None = None) -> Edition | None:
        """版本; 人教社 means 统编版 for the subjects with unified textbooks."""
        key = fold(text)
        within = self.editions.get(f"{subject.code}/{key}") if subject else None
        return within or self.editions.get(key) or self.editions.get(key.removesuffix("版"))

    def term(self, text: str) -> Term | None:
        """册次, also written as the school term."""
        return self.terms.get(fold(text))

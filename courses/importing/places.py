"""Volumes, nodes and schools of an import: found once, created through the services, remembered for the run."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.importing.mapping import Mapping
from courses.importing.rows import LessonRow
from organizations.constants import OrganizationKind
from organizations.models import Organization
from organizations.services import create_organization
from taxonomy.constants import NodeKind
from taxonomy.models import TextbookNode, Volume
from taxonomy.services import ensure_node, ensure_volume
from taxonomy.spelling import fold, school_key, without_district

INSTITUTE_WORDS = ("教育学院", "进修学院", "进修学校", "研究院", "教研室")
SHORTEST_UNIQUE_NAME = 6  # "高安路第一小学" is one school in a city, "实验小学" is not
EXTERNAL_PREFIX = "import"


@dataclass
class Textbooks:
    """Volumes and nodes by what the row says.

    With ``create=False`` nothing is written and the answer may be ``None``.
    """

    scheme: str
    actor: Any | None = None
    create: bool = True
    volumes: dict[tuple[int | str, ...], Volume] = field(default_factory=dict)
    nodes: dict[tuple[Any, ...], TextbookNode] = field(default_factory=dict)

    def forget(self) -> None:
        """Drop what a rolled back transaction may have created."""
        self.volumes.clear()
        self.nodes.clear()

    def volume(self, row: LessonRow) -> Volume | None:
        """The row's volume."""
        key = (row.subject.pk, row.edition.pk, row.grade.pk, row.term, row.revision)
        if key not in self.volumes:
            about: dict[str, Any] = {
                "subject": row.subject,
                "edition": row.edition,
                "grade": row.grade,
                "term": row.term,
                "revision": row.revision,
            }
            if self.create:
                self.volumes[key] = ensure_volume(actor=self.actor, scheme=self.scheme, **about)
            else:
                found = Volume.objects.filter(scheme=self.scheme, **about).first()
                if found is None:
                    return None
                self.volumes[key] = found
        return self.volumes[key]

    def node(self, row: LessonRow, volume: Volume) -> TextbookNode | None:
        """The lesson's node, or its unit's where the row names no lesson; ``None`` where the unit is unknown."""
        if row.unit is None:
            return None
        unit = self._node(volume, None, NodeKind.UNIT, row.unit.number, row.unit.title, position=row.unit.order or None)
        if unit is None or not row.lesson_title:
            return unit
        return self._node(volume, unit, NodeKind.LESSON, row.lesson_number[:20], row.lesson_title, position=None)

    def _node(
        self, volume: Volume, parent: TextbookNode | None, kind: NodeKind, number: str, title: str, position: int | None
    ) -> TextbookNode | None:
        named = number if kind == NodeKind.UNIT and number else title
        key = (volume.pk, parent.pk if parent else None, kind, fold(named), bool(title))
        if key not in self.nodes:
            if not self.create:
                return self._existing(volume, parent, kind, named)
            self.nodes[key] = ensure_node(
                actor=self.actor,
                volume=volume,
                parent=parent,
                kind=kind,
                number=number,
                title=title,
                position=position,
            )
        return self.nodes[key]

    def _existing(self, volume: Volume, parent: TextbookNode | None, kind: NodeKind, named: str) -> TextbookNode | None:
        nodes = TextbookNode.objects.filter(volume=volume, parent=parent, kind=kind)
        return next((node for node in nodes if fold(named) in (fold(node.number), fold(node.title))), None)


@dataclass
class Schools:
    """One organization per school, however its name is spelled.

    The whole file is read first: only then is it known that 高安路第一小学 can only be the one of 徐汇区.
    """

    mapping: Mapping
    actor: Any | None = None
    create: bool = True
    spellings: dict[str, Counter[str]] = field(default_factory=dict)
    known: dict[str, Organization] = field(default_factory=dict)

    def prepare(self, names: Iterable[str]) -> None:
        """Learn every spelling of the file and what is in the database already."""
        written: dict[str, Counter[str]] = {}
        for name in names:
            if name:
                written.setdefault(self._key(name), Counter())[self._tidy(name)] += 1
        for key, spelled in written.items():
            self.spellings.setdefault(self._whole(key, written), Counter()).update(spelled)
        self._learn()

    def forget(self) -> None:
        """Drop what a rolled back transaction may have created."""
        self.known.clear()
        self._learn()

    def is_school(self, name: str) -> bool:
        """Whether the name looks like one; a comma in another column shifts foreign text into this one."""
        pattern = self.mapping.school_pattern
        return bool(name) and (pattern is None or bool(pattern.search(self._tidy(name))))

    def organization(self, name: str) -> Organization | None:
        """The organization of this name, created when missing."""
        key = self._whole(self._key(name), self.spellings)
        if key not in self.known:
            spelled = self.spellings.get(key, Counter([self._tidy(name)]))
            found = next((self.known[fold(each)] for each in spelled if fold(each) in self.known), None)
            if found is None:
                if not self.create:
                    return None
                found = self._found(key, spelled)
            self.known[key] = found
        return self.known[key]

    def _found(self, key: str, spelled: Counter[str]) -> Organization:
        shown = self._shown(key, spelled)
        is_institute = any(word in shown for word in INSTITUTE_WORDS) and not shown.endswith(("小学", "中学", "学校"))
        return create_organization(
            actor=self.actor,
            kind=OrganizationKind.INSTITUTE if is_institute else OrganizationKind.SCHOOL,
            name=shown[:80],
            aliases=sorted(each for each in spelled if each != shown),
            external_id=self._external_id(key),
        )

    def _learn(self) -> None:
        kinds = (OrganizationKind.SCHOOL, OrganizationKind.INSTITUTE, OrganizationKind.PARTNER)
        for organization in Organization.objects.filter(kind__in=kinds):
            for name in [organization.name, *organization.aliases]:
                self.known.setdefault(fold(name), organization)
            if organization.external_id.startswith(f"{EXTERNAL_PREFIX}:"):
                self.known[organization.external_id.split(":", 1)[1]] = organization

    def _shown(self, key: str, spelled: Counter[str]) -> str:
        city = self.mapping.city
        with_city = [each for each in spelled if city and each.startswith(city.removesuffix("市"))]
        chosen = max(with_city or spelled, key=lambda each: (spelled[each], each))
        if not with_city and city and key.startswith(self.mapping.districts or ("\0",)):
            return city + chosen
        return chosen

    def _whole(self, key: str, among: dict[str, Any]) -> str:
        """The key with its district, where only one school of the file can be meant."""
        districts = self.mapping.districts
        if not districts or len(key) < SHORTEST_UNIQUE_NAME or without_district(key, districts) != key:
            return key
        fitting = [other for other in among if other != key and without_district(other, districts) == key]
        return fitting[0] if len(fitting) == 1 else key

    def _key(self, name: str) -> str:
        return school_key(self._tidy(name), city=self.mapping.city, districts=self.mapping.districts)

    def _tidy(self, name: str) -> str:
        bare = "".join(name.split()).strip('"')
        return self.mapping.same_school.get(bare, bare)

    def _external_id(self, key: str) -> str:
        return f"{EXTERNAL_PREFIX}:{key}"[:64]

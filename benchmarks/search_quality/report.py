"""What was found, as Markdown, and whether it is enough."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.comparing import MISS, PASS
from benchmarks.search_quality.measures import ALL, NAMES, Found


@dataclass(frozen=True)
class Goal:
    """A figure that was promised."""

    what: str
    reached: float
    wanted: float

    @property
    def verdict(self) -> str:
        """``pass`` or ``miss``; what is printed as equal is equal."""
        return PASS if round(self.reached, 3) >= round(self.wanted, 3) else MISS


@dataclass
class Report:
    """Tables as they come, goals at the end."""

    goals: list[Goal] = field(default_factory=list)

    @property
    def missed(self) -> list[Goal]:
        """Goals that were not reached."""
        return [goal for goal in self.goals if goal.verdict == MISS]

    def expect(self, what: str, reached: float, wanted: float) -> None:
        """Remember a goal for the last table."""
        self.goals.append(Goal(what, reached, wanted))

    def print_rankings(self, found: Mapping[str, Found]) -> None:
        """All measures of every ranking, over all queries and by type, rankings of one type under each other."""
        _head("queries", "ranking", *NAMES)
        some = next(iter(found.values()))
        types = some.types if len(some.types) > 1 else []
        for type_ in [ALL, *types]:
            for name, each in found.items():
                _row(type_, name, *(_figure(each.mean(measure, type_)) for measure in NAMES))
        print(flush=True)

    def print_legs(self, whole: Found, without: Mapping[str, Found]) -> None:
        """What each leg is worth: the whole, then each switched off, and what that costs each type."""
        types = whole.types
        _head("switched off", *NAMES, "worth", *types)
        _row(
            "–", *(_figure(whole.mean(name)) for name in NAMES), "", *(_figure(whole.mean(NAMES[0], t)) for t in types)
        )
        for leg, each in without.items():
            worth = whole.mean(NAMES[0]) - each.mean(NAMES[0])
            figures = (_figure(each.mean(name)) for name in NAMES)
            _row(leg, *figures, f"{worth:+.3f}", *(_figure(each.mean(NAMES[0], t)) for t in types))
        print(flush=True)

    def print_goals(self) -> None:
        """The promised figures with their verdicts."""
        if not self.goals:
            return
        _head("goal", "measured", "at least", "verdict")
        for goal in self.goals:
            _row(goal.what, _figure(goal.reached), _figure(goal.wanted), goal.verdict)
        print(flush=True)


def print_title(text: str) -> None:
    """A heading."""
    print(f"\n### {text}\n", flush=True)


def print_pace(found: Mapping[str, Found]) -> None:
    """How long the answers took; a remark, no benchmark."""
    print("; ".join(f"{name}: {each.pace}" for name, each in found.items()) + "\n", flush=True)


def _head(*names: str) -> None:
    _row(*names)
    print("|" + "---|" * len(names))


def _row(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def _figure(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.3f}"

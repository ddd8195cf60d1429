"""Two programs in interleaved windows, and what their ratio is worth.

Both sides of a round meet the same machine within seconds, so the ratio of a round stands still where rates swing.
Where even the reference swings by more than ``STEADY`` around its median, the run says nothing and is void.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

STEADY = 0.40
PASS, MISS, VOID = "pass", "miss", "void"

Rate = Callable[[float], float]  # seconds of the window → answers per second


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Rates per round, product and reference; at least one round."""

    product: Sequence[float]
    reference: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """Product over reference, round by round."""
        return [ours / theirs for ours, theirs in zip(self.product, self.reference, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def swing(self) -> float:
        """How far the reference got from its own median, as a share of it."""
        middle = median(self.reference)
        return max(abs(rate - middle) for rate in self.reference) / middle

    @property
    def is_void(self) -> bool:
        """Whether the machine was too restless to say anything."""
        return self.swing > STEADY

    def inverse(self) -> "Comparison":
        """The same rounds as time over time: how many times longer the product takes."""
        return Comparison(product=[1 / rate for rate in self.product], reference=[1 / rate for rate in self.reference])

    def verdict(self, *, at_least: float | None = None, at_most: float | None = None) -> str:
        """``pass``, ``miss`` or ``void`` of the median ratio."""
        if self.is_void:
            return VOID
        enough = at_least is None or self.ratio >= at_least
        return PASS if enough and (at_most is None or self.ratio <= at_most) else MISS

    def __str__(self) -> str:
        return f"{self.ratio:.2f} × ({min(self.ratios):.2f} to {max(self.ratios):.2f})"


def compare(*, product: Rate, reference: Rate, rounds: int, seconds: float) -> Comparison:
    """Run A B A B …; never both at once."""
    ours, theirs = [], []
    for _round in range(rounds):
        ours.append(product(seconds))
        theirs.append(reference(seconds))
    return Comparison(product=ours, reference=theirs)

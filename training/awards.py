"""What the rule engine gives for a case, in the words of the ledger."""

from typing import Any

from training.facts import Case
from training.posting import Award


class Judgement:
    """Results of years and cycles, refusals."""


def awards_of(case: Case) -> list[Award]:
    raise NotImplementedError


def judge(case: Case) -> Any:
    raise NotImplementedError

"""Amounts as people read them."""

from training.rules.model import RuleSet


def format_amount(rule_set: RuleSet, grains: int) -> tuple[str, str]:
    """Text and unit of an amount: at most two decimals, never rounded up, no trailing zeros.

    966 grains of a credit set are ("9.66", "学分"), 405 of an hour set ("9", "学时"); a negative amount is cut
    towards zero.
    """
    hundredths = abs(grains) * 100 // rule_set.grains
    whole, rest = divmod(hundredths, 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
    return (f"-{text}" if grains < 0 and hundredths else text), rule_set.unit

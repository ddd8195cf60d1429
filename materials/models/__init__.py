"""Models of materials."""

from materials.models.derivation import DerivationJob, TextSegment
from materials.models.material import Material

__all__ = ["DerivationJob", "Material", "TextSegment"]

"""Writes of materials."""

from materials.services.adoption import KnownParts, adopt_parts
from materials.services.captions import attach_captions
from materials.services.derivation import derive, retry_step
from materials.services.storing import store_material

__all__ = ["KnownParts", "adopt_parts", "attach_captions", "derive", "retry_step", "store_material"]

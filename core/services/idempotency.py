"""One effect per (actor, key), however often the request arrives."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.exceptions import KeyReused
from core.models import IdempotentRequest


def once_per_key(*, actor: Any, key: str, body: Any, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run once and store the JSON answer; a repetition returns the stored answer.

    Raises ``KeyReused`` when the same key comes with another body. ``run`` and the row commit together.
    """
    request_hash = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
    stored = IdempotentRequest.objects.filter(actor=actor, key=key).first()
    if stored is None:
        try:
            with transaction.atomic():
                row = IdempotentRequest.objects.create(actor=actor, key=key, request_hash=request_hash, response={})
                row.response = run()
                row.save(update_fields=["response"])
                return row.response
        except IntegrityError:
            # Either a parallel twin won the unique key, or ``run`` itself broke a constraint: only the first is ours.
            stored = IdempotentRequest.objects.filter(actor=actor, key=key).first()
            if stored is None:
                raise
    if stored.request_hash != request_hash:
        raise KeyReused(_("这个请求已经用别的内容提交过，请刷新页面后重试。"))
    return stored.response

"""The first synonyms: a glossary of subject words, from a data file; people edit them afterwards."""

from pathlib import Path
from typing import Any

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "data" / "synonyms.txt"


def load(apps: Any, schema_editor: Any) -> None:
    synonym = apps.get_model("search", "Synonym")
    for line in FILE.read_text(encoding="utf-8").splitlines():
        words = list(dict.fromkeys(line.split()))
        if len(words) > 1 and not line.startswith("#"):
            synonym.objects.get_or_create(words=" ".join(words))


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

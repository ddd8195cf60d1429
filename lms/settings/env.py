"""The environment, read once: every name that a deployment may set.

``DATABASE_URL``, ``REDIS_URL`` and ``ELASTICSEARCH_URL`` switch from the embedded default to real servers;
``YANXUN_DATA`` is the folder for everything the embedded default writes.
"""

from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe

from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("YANXUN_DATA", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("YANXUN_DEBUG", False)
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
DEMO = env.bool("YANXUN_DEMO", True)

DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", "")


def secret_key() -> str:
    """The key from the environment, or one made once and kept beside the data with owner-only rights."""
    if given := env.str("SECRET_KEY", ""):
        return given
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        draft = DATA_DIR / f"secret_key.{token_urlsafe(6)}"
        draft.touch(mode=0o600)
        draft.write_text(token_urlsafe(50))
        with suppress(FileExistsError):  # another process was first: its key stands
            kept.hardlink_to(draft)
        draft.unlink()
    return kept.read_text().strip()

"""What tests must find in the environment before Django reads its settings; a pytest plugin, loaded by ``addopts``.

Every process of a run gets a data folder of its own, so tests never meet a developer's database, broker or pictures,
and two workers never meet each other: on a named Redis each worker uses a database number of its own, on a named
Elasticsearch indexes under a prefix of its own.
"""

import atexit
import os
import re
import shutil
import tempfile
import uuid

DATA = tempfile.mkdtemp(prefix="yanxun-tests-")
atexit.register(shutil.rmtree, DATA, ignore_errors=True)

os.environ["YANXUN_DATA"] = DATA
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["SITE_URL"] = "http://localhost"
os.environ["YANXUN_DEMO"] = "1"
os.environ["YANXUN_DEBUG"] = "0"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the test
os.environ["SEARCH_INDEX_PREFIX"] = f"tests-{uuid.uuid4().hex[:12]}"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

if url := os.environ.get("REDIS_URL"):
    worker = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
    os.environ["REDIS_URL"] = re.sub(r"/\d+$", "", url) + f"/{worker + 1}"

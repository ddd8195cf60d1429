"""Settings by integration. Everything that differs between machines comes from the environment (see ``env.py``)."""

from lms.settings.base import *
from lms.settings.database import *
from lms.settings.files import *
from lms.settings.language import *
from lms.settings.logs import *
from lms.settings.search import *
from lms.settings.security import *
from lms.settings.sign_in import *
from lms.settings.tasks import *
from lms.settings.wagtail import *

"""Models of persons."""

from accounts.models.demo import DemoAccount
from accounts.models.notices import Notice
from accounts.models.profile import TeacherProfile
from accounts.models.user import User

__all__ = ["DemoAccount", "Notice", "TeacherProfile", "User"]

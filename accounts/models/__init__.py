"""Models of persons."""

from accounts.models.notices import Notice
from accounts.models.profile import TeacherProfile
from accounts.models.user import User

__all__ = ["Notice", "TeacherProfile", "User"]

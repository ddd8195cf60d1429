"""What is wrong with a rule file or a case file, and where: file, path inside it, reason."""


class RuleFileError(ValueError):
    """A rule file that cannot be taken as it stands."""

    def __init__(self, file: str, path: str, reason: str) -> None:
        super().__init__(f"{file}: {path}: {reason}" if path else f"{file}: {reason}")
        self.file = file
        self.path = path
        self.reason = reason


class CaseError(ValueError):
    """Facts that cannot be taken as they stand; names the case and the field."""

    def __init__(self, case: str, path: str, reason: str) -> None:
        super().__init__(f"case {case}: {path}: {reason}" if path else f"case {case}: {reason}")
        self.case = case
        self.path = path
        self.reason = reason

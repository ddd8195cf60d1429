"""The house's own rules, checked where import-linter and ruff cannot look. Every check has a canary that must fail."""

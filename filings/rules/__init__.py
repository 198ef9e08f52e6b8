"""The regulation as pure functions: facts in, verdicts out. Nothing here knows Django, a database or the clock."""

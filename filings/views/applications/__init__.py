"""Pages of applications: list and draft, sections, evidence, submission, and the common page of one application."""

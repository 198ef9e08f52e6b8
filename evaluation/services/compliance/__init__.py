"""Reporting in time and as required (第十三条): reminders, extensions, marks of the national return, findings."""

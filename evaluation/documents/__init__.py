"""Papers of this app, one module a subject: an expert's score sheet, the yearly report of statistics."""

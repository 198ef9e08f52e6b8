"""Changes of filings (Article 14) as pages and rules read them: what changes, what it does to the facts, lists, days."""

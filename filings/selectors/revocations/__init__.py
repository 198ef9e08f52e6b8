"""Revocations of filings (Article 15) as pages and guards read them. Reading only."""

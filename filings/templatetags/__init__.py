"""Template tags of the filings app."""

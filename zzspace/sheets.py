"""Reading and writing workbooks and CSV: cells made safe here, nowhere else."""

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: object) -> object:
    """A cell that a spreadsheet shows and never runs: text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(RUNS):
        return f"'{value}"
    return value

"""A database of any size, written in bulk for measuring (`manage.py populate`): plausible, and the same for the same seed."""

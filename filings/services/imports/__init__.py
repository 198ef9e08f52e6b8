"""Loads of sheets: the tables of their columns, what each row would do, and the one transaction that does it."""

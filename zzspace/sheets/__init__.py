"""Workbooks and CSV: reading whatever people send, writing what no spreadsheet runs. It knows no columns and no model."""

from zzspace.sheets.books import BookColumn, CellKind, Guidance, write_book
from zzspace.sheets.cells import BadCell, Cell, Sheet, UnreadableFile, Workbook, column_letter
from zzspace.sheets.layout import Heading, Layout, find_layout
from zzspace.sheets.reading import read_workbook
from zzspace.sheets.values import Wrong, to_count, to_date, to_decimal, to_text
from zzspace.sheets.writing import csv_lines, error_workbook, safe_cell

__all__ = [
    "BadCell", "BookColumn", "Cell", "CellKind", "Guidance", "Heading", "Layout", "Sheet", "UnreadableFile", "Workbook",
    "Wrong", "column_letter", "csv_lines", "error_workbook", "find_layout", "read_workbook", "safe_cell", "to_count", "to_date",
    "to_decimal", "to_text", "write_book",
]  # fmt: skip

"""What annual returns come to, taken together: sums by the database (cube.py), what the desk and the report show of them
(overview.py), its rows for a sheet (exported.py). One makerspace's return is asked of selectors.returns.
"""

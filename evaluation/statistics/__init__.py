"""The annual return (第十三条) in pure Python: its table of columns, its checks, and how cells become values and back."""

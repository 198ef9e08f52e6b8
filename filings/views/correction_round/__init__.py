"""Pages of a correction round (退回补正) and of the review (复核) of a decline."""

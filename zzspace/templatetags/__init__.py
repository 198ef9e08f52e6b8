"""Template tags of the front-end kit (see zz.py); a builtin of the engine, so templates need no {% load %}."""

"""`python -m tests.benchmarks bench_pages`: a measurement in a process of its own, with the day of today and its own settings."""

import importlib
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
django.setup()
sys.exit(importlib.import_module(f"tests.benchmarks.{sys.argv[1]}").main())

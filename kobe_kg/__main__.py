"""Run the command as `python -m kobe_kg`."""

import sys

from kobe_kg.cli import main

sys.exit(main())

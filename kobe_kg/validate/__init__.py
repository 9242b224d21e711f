"""Validation: files against the rules, every finding at its place."""

from kobe_kg.validate.formats import FORMATS, render
from kobe_kg.validate.report import SEVERITIES, Finding, Report
from kobe_kg.validate.run import validate

__all__ = ["FORMATS", "SEVERITIES", "Finding", "Report", "render", "validate"]

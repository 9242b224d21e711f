"""Validation: files against the rules, every finding at its place."""

from kobe_kg.validate.report import SEVERITIES, Finding, Report
from kobe_kg.validate.run import validate

__all__ = ["SEVERITIES", "Finding", "Report", "validate"]

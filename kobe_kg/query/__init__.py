"""Saved queries at work: values checked and bound, answers given."""

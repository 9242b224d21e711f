"""Export a graph in the forms that other tools read, each with an account of what it leaves out."""

from kobe_kg.export.base import FORMATS, Form, Losses, Source, export

__all__ = ["FORMATS", "Form", "Losses", "Source", "export"]

"""A description of the graph for catalogues and search engines: VoID, DCAT 3, and a Dataset of schema.org."""

from kobe_kg.export.description.pages import write_folder

__all__ = ["write_folder"]

"""Linked Data: documents of resources, the ontology, and what crawlers and catalogues look for."""

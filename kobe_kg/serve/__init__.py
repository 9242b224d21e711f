"""The graph over HTTP: a SPARQL endpoint, the saved queries as an API, Linked Data, and pages."""

"""Reasoning over claims: mostly saved queries, and the thin Python that lays their answers out."""

"""The server's front: what listens, reads requests strictly, and sends replies."""

"""Search: what it looks in, what it finds, and how it works where no server answers."""

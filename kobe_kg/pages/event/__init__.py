"""The pages of an event: what is said about it, and how that compares."""

"""The pages of saved queries and of one's own, and what an answer looks like."""

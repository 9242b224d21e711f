"""The pool: the processes that read the graph and answer, and what keeps them within their limits."""

"""The pages at their addresses: from a request to what makes its page."""

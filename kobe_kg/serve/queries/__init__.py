"""The saved queries as an API: their rows, their description for programs, answers that are kept."""

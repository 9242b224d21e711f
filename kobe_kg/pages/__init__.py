"""Pages for people: what the graph says, as HTML that needs no script, for the server and for a folder of files."""

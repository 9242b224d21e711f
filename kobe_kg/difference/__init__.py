"""What changed between two versions of a graph, told as a curator thinks.

A resource says something or no longer does: claims are added, withdrawn, reworded. What only moved to another place or
file, or bears another blank node label, has not changed. Nor has a resource that another name alone was given: it is
renamed.
"""

from kobe_kg.difference.changes import Change, Detail, Value
from kobe_kg.difference.figures import Figure, Range
from kobe_kg.difference.run import Diff, compare, diff
from kobe_kg.difference.versions import Version

__all__ = ["Change", "Detail", "Diff", "Figure", "Range", "Value", "Version", "compare", "diff"]

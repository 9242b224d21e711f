"""Ingestion in parts: a table of any size becomes claims on several processes or a cluster, and can be taken up again.

cutting     the source, once, into files of rows, those of one event together
part        the function of one part: rows to statements, checked, committed as a whole
pool, spark who calls it for all parts
merging     what the parts found, as one: what several rows name, what was refused, what was found
"""

from kobe_kg.bulk.report import Report
from kobe_kg.bulk.run import ENGINES, ingest

__all__ = ["ENGINES", "Report", "ingest"]

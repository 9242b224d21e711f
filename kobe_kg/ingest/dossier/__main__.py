"""Print the dossier format as JSON Schema: ``python -m kobe_kg.ingest.dossier``."""

import json

from kobe_kg.ingest.dossier.schema import json_schema

if __name__ == "__main__":
    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))

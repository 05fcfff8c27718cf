"""``python -m benchmarks read_texts``: every text of ``../shared/texts`` read once in a new process, import included.

``LODESTONE_SHARED`` names another folder than ``../shared``. Processor seconds tell more than seconds on a busy machine.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_CODE = """
import json, sys, time
from pathlib import Path
from lodestone.evidence.intake import document
from lodestone.evidence.read import read
texts = [Path(p).read_bytes() for p in sys.argv[1:]]
claims = sum(len(read(document(t, Path(p).name)).claims) for p, t in zip(sys.argv[1:], texts))
print(json.dumps({"texts": len(texts), "kB": round(sum(map(len, texts)) / 1000), "claims": claims,
                  "processor_seconds": round(time.process_time(), 2)}))
"""


def run(times: int | None = None) -> dict[str, Any]:
    """The best of ``times`` readings (default 3), each in a process of its own, with the claims counted."""
    from time import perf_counter

    folder = Path(os.environ.get("LODESTONE_SHARED") or ROOT.parent / "shared") / "texts"
    texts = [str(p) for p in sorted(folder.rglob("*.txt"))]
    if not texts:
        return {"texts": 0, "skipped": f"no text in {folder}"}
    found = []
    for _ in range(times or 3):
        began = perf_counter()
        done = subprocess.run([sys.executable, "-c", _CODE, *texts], cwd=ROOT, check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout) | {"seconds": round(perf_counter() - began, 2)})
    return min(found, key=lambda figures: figures["processor_seconds"])

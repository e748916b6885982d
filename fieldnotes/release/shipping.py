"""Writing the files of ``exports/`` that are made from the program: schemas and the worked sample.

``python -m fieldnotes.release.shipping exports`` writes them; a test fails when they differ from what it would write.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fieldnotes.codebook.loading import load_taxonomy
from fieldnotes.release.policies import shipped_policy
from fieldnotes.release.sampling import sample_payload
from fieldnotes.release.schemas import MODELS, schema_bytes


def schema_files() -> Mapping[str, bytes]:
    """The schema files by their path in ``exports/``."""
    return {name: schema_bytes(model) for name, model in MODELS.items()}


def sample_files() -> Mapping[str, bytes]:
    """The sample files by their path in ``exports/``; they name the schema file that is there now."""
    return {"samples/suppressed-20-cases.json": sample_payload(load_taxonomy(), shipped_policy())}


def main(arguments: Sequence[str]) -> int:
    """Write the files into the folder given; first the schemas, because the sample names their hash."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m fieldnotes.release.shipping FOLDER\n")
        return 2
    folder = Path(arguments[0])
    for files in (schema_files, sample_files):
        for name, content in files().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

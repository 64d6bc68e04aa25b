"""Files that are there whole or not at all."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ontology.exports.refusing import ExportRefused


def write_whole(contents: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write all files beside their places first, then rename them there. Raises ExportRefused where that fails."""
    parts: list[tuple[Path, Path]] = []
    try:
        try:
            for path, content in contents.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(dir=path.parent, prefix=".export-", suffix=".part")
                parts.append((Path(name), path))
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                # mkstemp makes files for their owner only; these are as shareable as any other.
                Path(name).chmod(0o644)
            for part, path in parts:
                part.replace(path)
        finally:
            for part, _ in parts:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise ExportRefused("out.unwritable", f"{error.filename} cannot be written: {error.strerror}.") from error
    return tuple(contents)

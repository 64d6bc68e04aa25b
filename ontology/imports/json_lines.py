"""JSON lines: a file with one JSON object a line, plain or gzipped."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from ontology.imports.csv_folder import decoded, text_of, unpacked
from ontology.imports.direct import Record
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import Ledger, Place
from ontology.imports.sheets import LONGEST_TEXT


def there(folder: Path, name: str) -> Path | None:
    """The file of this name in the folder, or its gzipped form; None where neither is there."""
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def needed(folder: Path, name: str) -> Path:
    """As `there`. Raises SourceRefused where neither is there."""
    path = there(folder, name)
    if path is None:
        raise SourceRefused(
            "source.missing", f"There is no {name} (or {name}.gz) in {folder}.", "Name the folder that has it."
        )
    return path


def text(path: Path) -> str:
    """The text of a file, unpacked where it ends in `.gz`. Raises SourceRefused where it cannot be read whole."""
    return decoded(unpacked(path), path.name) if path.suffix == ".gz" else text_of(path)


def parsed(words: str, where: str) -> object:
    """What a JSON text says. Raises SourceRefused, which begins with `where`, for one that cannot be kept."""
    try:
        found: object = json.loads(words)
        if "\\u" in words:
            # Escapes can spell half a character, which no file can hold.
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError as error:
        raise SourceRefused("json.too_deep", f"{where} is nested too deeply to be read.") from error
    except UnicodeEncodeError as error:
        raise SourceRefused("json.broken", f"{where} has half a character (an unpaired surrogate).") from error
    except ValueError as error:
        raise SourceRefused("json.broken", f"{where} cannot be read as JSON: {error}.") from error
    return found


def records(path: Path) -> Iterator[tuple[int, Record]]:
    """(line, object) of each line that is not empty. Raises SourceRefused at a line that is none.

    A broken line refuses the file as a whole: it is cut off or of another kind, and what follows cannot be trusted.
    """
    for number, line in enumerate(text(path).split("\n"), start=1):
        if line.strip():
            found = parsed(line, f"{path.name} line {number}")
            if not isinstance(found, dict):
                raise SourceRefused("json.broken", f"{path.name} line {number} is not an object.")
            yield number, cast("Record", found)


def fitting(words: str, at: Place, ledger: Ledger) -> str:
    """The words, or none with a warning where they are longer than `check` allows."""
    if len(words) > LONGEST_TEXT // 4 and len(words.encode()) > LONGEST_TEXT:
        ledger.warn(at, "text.too_long", f"“{words[:30]}…” is more than 1 MB of text; it was left out.")
        return ""
    return words

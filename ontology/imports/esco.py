"""`import esco`: parts of the European classification of skills and occupations, in the layouts that are about.

Occupations become roles with one role level, unit groups of ISCO role families, skills and their groups competencies.
ESCO states no levels and no hours. Its IRIs are kept; under the base `http://data.europa.eu/esco/` ids are short.
"""

from pathlib import Path
from typing import Final

from ontology.imports import esco_csv, esco_ict
from ontology.imports.assembling import assemble, naming
from ontology.imports.esco_draft import BASE, Draft
from ontology.imports.imported import Imported
from ontology.imports.refusing import SourceRefused
from ontology.imports.report import Ledger
from ontology.model import Text

KIND: Final = "esco"
ATTRIBUTION: Final = (
    "This service uses the ESCO classification of the European Commission."
    " CSV form: Tabiya, CC BY 4.0. ICT form with courses: par-tec, BSD-3-Clause."
)


def read(source: Path, base: str | None = None, language: str | None = None) -> Imported:
    """ESCO in the folder `source`. Raises SourceRefused where it has none of the layouts, or a file is broken."""
    folder = source if source.is_dir() else source.parent
    ledger = Ledger()
    draft = Draft(ledger, (language or "en").lower())
    chosen = base or BASE
    if esco_ict.there(folder):
        esco_ict.read(folder, draft)
    elif esco_csv.there(folder):
        esco_csv.read(folder, chosen, draft)
    else:
        inside = sorted(
            path.name for path in folder.iterdir() if path.is_dir() and (esco_ict.there(path) or esco_csv.there(path))
        )
        raise SourceRefused(
            "source.unknown",
            f"{folder} has none of the files of ESCO.",
            f"Did you mean one of its folders: {', '.join(inside)}?"
            if inside
            else f"It should have {', '.join(f'{name}.csv' for name in esco_csv.FILES)} or skills.jsonl.",
            tuple(inside),
        )
    ledger.note("level.none", "ESCO states no levels: a competency has the one rank of the default scale, “has it”.")
    catalogue = assemble(
        list(draft.things(naming(chosen))),
        base=chosen,
        language=draft.language,
        titles=[Text(draft.language, "ESCO: European Skills, Competences, Qualifications and Occupations")],
    )
    return Imported(catalogue, ledger.report(KIND, base=chosen, attribution=ATTRIBUTION))

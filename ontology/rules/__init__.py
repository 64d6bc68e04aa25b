"""What SHACL cannot say: rules over a whole `Catalogue`, each giving `Finding`s.

`table.RULES` lists every rule with its severity, its meaning and its mend. Each rule is a generator over the
catalogue, linear in its size. Findings carry no place; `check` adds file and line.
"""

from collections.abc import Callable, Iterator

from ontology.findings import Finding, sort_key
from ontology.model import Catalogue
from ontology.rules import amounts, coverage, cycles, editions, labels, levels, references
from ontology.rules.names import Names

_RULES: tuple[Callable[[Catalogue, Names], Iterator[Finding]], ...] = (
    references.doubled_ids,
    references.named,
    references.replacements,
    references.equivalents,
    references.moves,
    levels.scales,
    levels.off_scale,
    levels.teachings,
    cycles.broader,
    cycles.requirements,
    coverage.entries,
    coverage.untaught,
    coverage.courses,
    coverage.roles,
    labels.shared,
    labels.repeated,
    amounts.hours,
)


def findings(catalogue: Catalogue, current: Catalogue | None = None) -> list[Finding]:
    """Everything the rules find, sorted and without repetitions.

    With the `current` edition given, also what the catalogue would do to it.
    """
    names = Names(catalogue)
    found = {finding for rule in _RULES for finding in rule(catalogue, names)}
    if current is not None:
        found.update(editions.against(current, catalogue, names))
    return sorted(found, key=sort_key)

"""How much an ontology holds: the same names and numbers in checks, editions and answers."""

from ontology.model import Catalogue


def counts(catalogue: Catalogue) -> dict[str, int]:
    """How much of everything there is, by the names that tables and answers use."""
    return {
        "scales": len(catalogue.scales),
        "competencies": len(catalogue.competencies),
        "courses": len(catalogue.courses),
        "assessments": len(catalogue.assessments),
        "role_families": len(catalogue.role_families),
        "roles": len(catalogue.roles),
        "role_levels": len(catalogue.role_levels),
        "needs": sum(len(rung.needs) for rung in catalogue.role_levels),
        "teaches": sum(len(course.teaches) for course in catalogue.courses),
        "requires": sum(len(course.requires) for course in catalogue.courses)
        + sum(len(competency.requires) for competency in catalogue.competencies),
        "moves": len(catalogue.moves),
    }

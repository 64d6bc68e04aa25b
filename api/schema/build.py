"""The schema, built once. `python -m api.schema.build` prints it, as it is committed in `api/schema.graphql`."""

import strawberry
from strawberry.printer import print_schema

from api.schema.courses import Assessment, Course
from api.schema.mutation import Mutation
from api.schema.query import Query
from api.schema.roles import Role, RoleFamily, RoleLevel
from api.schema.things import ProficiencyLevel, ProficiencyScale

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=[Assessment, Course, Role, RoleFamily, RoleLevel, ProficiencyLevel, ProficiencyScale],
)
core = schema._schema
"""The same schema as graphql-core runs it."""


def printed() -> str:
    """The schema in its own language."""
    return print_schema(schema) + "\n"


if __name__ == "__main__":
    print(printed(), end="")

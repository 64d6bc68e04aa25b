"""How many things the answer to a valid query could hold, by the page sizes that it asks for, and how many searches
for paths it asks for.

An estimate that comes before any work: real answers are mostly far smaller, and are counted while they are made. Each
fragment is measured once for each size of page that it is used in.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    type_from_ast,
)
from graphql.type import GraphQLInterfaceType

from api.limits import COUNTED_UP_TO, over
from api.settings import Limits
from planning.explaining.what_if import TRIED

LIST_GUESS = 5
"""How many things a list is taken to have where no size is asked for, when an answer's size is estimated."""
_PAGE_SIZES = frozenset({"first", "last", "limit", "count"})
_SEARCHES: Mapping[tuple[str, str], int | None] = {
    ("Query", "path"): 1,
    ("Learner", "path"): 1,
    ("LearningPath", "passesThrough"): 1,
    ("LearningPath", "repairs"): 1,
    ("LearningPath", "whyNot"): 1,
    ("LearningPath", "whatIf"): 1,
    ("LearningPath", "mostValuable"): TRIED,
    ("LearningPath", "alternatives"): None,
    ("Step", "alternatives"): None,
    ("Team", "readiness"): 1,
    ("Team", "coverage"): 1,
}
"""How often a field searches at the most; None for as often as its page is large."""


class Estimate(NamedTuple):
    """What a selection comes to."""

    objects: int = 0
    searches: int = 0

    def plus(self, other: "Estimate") -> "Estimate":
        return Estimate(self.objects + other.objects, self.searches + other.searches)

    def times(self, count: int) -> "Estimate":
        return Estimate(self.objects * count, self.searches * count)


def check_cost(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits,
) -> Estimate:
    """What the answer to a valid operation could come to. Raises `LimitExceeded`."""
    costs = _Costs(schema, document, operation, variables, limits)
    root = schema.get_root_type(operation.operation)
    cost = costs.of(operation.selection_set, root) if root else Estimate()
    if cost.objects > limits.cost:
        raise over(
            "cost",
            "By its page sizes the answer could hold {actual} things; at most {limit} are allowed.",
            limits.cost,
            cost.objects,
            hint="Ask for smaller pages, or for fewer lists within lists.",
        )
    if cost.searches > limits.searches:
        raise over(
            "searches",
            "The request asks for {actual} searches (paths, what-ifs, alternatives); at most {limit} are allowed.",
            limits.searches,
            cost.searches,
            hint="Ask for fewer alternatives, or for those of fewer steps, in one request.",
        )
    return cost


class _Costs:
    """Estimates what an answer comes to: pages count as asked for, plain lists as `LIST_GUESS`."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._variables = variables
        self._defaults = {
            v.variable.name.value: _number(v.default_value)
            for v in operation.variable_definitions or ()
            if isinstance(v.default_value, IntValueNode)
        }
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self._known: dict[tuple[str, int], Estimate] = {}

    def of(self, selection: SelectionSetNode, parent: Any, page: int = LIST_GUESS) -> Estimate:
        """What is below one object of the type `parent`, whose lists have `page` things each."""
        total = Estimate()
        for node in selection.selections:
            if isinstance(node, FieldNode):
                total = total.plus(self._field(node, parent, page))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                within = type_from_ast(self._schema, condition) if condition else parent
                total = total.plus(self.of(node.selection_set, within, page))
            else:
                assert isinstance(node, FragmentSpreadNode)
                total = total.plus(self._fragment(node.name.value, page))
        return total

    def _field(self, node: FieldNode, parent: Any, page: int) -> Estimate:
        if node.selection_set is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return Estimate()
        field = parent.fields.get(node.name.value)
        if field is None:  # introspection
            return Estimate()
        result = get_named_type(field.type)
        if not is_composite_type(result):
            return Estimate()
        size = self._page(node, field)
        searches = _SEARCHES.get((parent.name, node.name.value), 0)
        once = Estimate(0, size if searches is None else searches)  # however long the list is that they find
        if _PAGE_SIZES.intersection(field.args):
            return once.plus(Estimate(1)).plus(self.of(node.selection_set, result, size))
        many = page if is_list_type(get_nullable_type(field.type)) else 1
        return once.plus(Estimate(1).plus(self.of(node.selection_set, result)).times(many))

    def _page(self, node: FieldNode, field: GraphQLField) -> int:
        """The size of its page that a field asks for; where it says nothing its default, or a guess.

        What no page can have is refused by the field itself, with an error that is clearer about it.
        """
        sizes = [
            self._variables.get(argument.value.name.value, self._defaults.get(argument.value.name.value))
            if isinstance(argument.value, VariableNode)
            else _number(argument.value)
            if isinstance(argument.value, IntValueNode)
            else None
            for argument in node.arguments or ()
            if argument.name.value in _PAGE_SIZES
        ]
        defaults = [argument.default_value for name, argument in field.args.items() if name in _PAGE_SIZES]
        stated = [size for size in sizes if is_number(size)] or [size for size in defaults if is_number(size)]
        return min(max(0, max(stated, default=LIST_GUESS)), self._limits.page_size)

    def _fragment(self, name: str, page: int) -> Estimate:
        if (name, page) not in self._known:
            fragment = self._fragments[name]
            parent = type_from_ast(self._schema, fragment.type_condition)
            self._known[name, page] = self.of(fragment.selection_set, parent, page)
        return self._known[name, page]


def _number(node: IntValueNode) -> int:
    """A whole number of a valid document; what has more digits than a number can have is very large."""
    return int(node.value) if len(node.value) < 12 else COUNTED_UP_TO


def is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)

"""How many things the answer to a valid query could hold, by the page sizes that it asks for.

An estimate that comes before any work: real answers are mostly far smaller, and are counted while they are made. Each
fragment is measured once for each size of page that it is used in.
"""

from collections.abc import Mapping
from typing import Any, TypeGuard

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
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

LIST_GUESS = 5
"""How many things a list is taken to have where no size is asked for, when an answer's size is estimated."""
_PAGE_SIZES = frozenset({"first", "last", "limit"})


def check_cost(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits,
) -> int:
    """How many objects the answer to a valid operation could hold. Raises `LimitExceeded`."""
    costs = _Costs(schema, document, operation, variables, limits)
    root = schema.get_root_type(operation.operation)
    cost = costs.of(operation.selection_set, root) if root else 0
    if cost > limits.cost:
        raise over(
            "cost",
            "By its page sizes the answer could hold {actual} things; at most {limit} are allowed.",
            limits.cost,
            cost,
            hint="Ask for smaller pages, or for fewer lists within lists.",
        )
    return cost


class _Costs:
    """Estimates how many objects an answer holds: pages count as asked for, plain lists as `LIST_GUESS`."""

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
        self._known: dict[tuple[str, int], int] = {}

    def of(self, selection: SelectionSetNode, parent: Any, page: int = LIST_GUESS) -> int:
        """The objects below one object of the type `parent`, whose lists have `page` things each."""
        total = 0
        for node in selection.selections:
            if isinstance(node, FieldNode):
                total += self._field(node, parent, page)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                total += self.of(
                    node.selection_set, type_from_ast(self._schema, condition) if condition else parent, page
                )
            else:
                assert isinstance(node, FragmentSpreadNode)
                total += self._fragment(node.name.value, page)
        return total

    def _field(self, node: FieldNode, parent: Any, page: int) -> int:
        if node.selection_set is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 0
        field = parent.fields.get(node.name.value)
        if field is None:  # introspection
            return 0
        result = get_named_type(field.type)
        if not is_composite_type(result):
            return 0
        if _PAGE_SIZES.intersection(field.args):
            return 1 + self.of(node.selection_set, result, self._page(node))
        many = page if is_list_type(get_nullable_type(field.type)) else 1
        return many * (1 + self.of(node.selection_set, result))

    def _page(self, node: FieldNode) -> int:
        """The size of its page that a field asks for; a guess where it says nothing.

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
        stated = [size for size in sizes if is_number(size)]
        return min(max(0, max(stated, default=LIST_GUESS)), self._limits.page_size)

    def _fragment(self, name: str, page: int) -> int:
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

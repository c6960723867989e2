"""Operations written by hand: each shows one thing that the engine must get right."""

from tests.plan.operations.documents import DOCUMENTS
from tests.plan.operations.inputs import DEEP, VARIABLES
from tests.plan.operations.lists import CONNECTIONS
from tests.plan.operations.narrowed import FACETS, FILTERS, ORDERS
from tests.plan.operations.objects import LABELS, NODES, ROADMAPS, SPONSORS
from tests.plan.operations.reach import ISSUES, NEIGHBORHOODS, PATHS, SUGGESTIONS
from tests.plan.operations.search import SEARCHES

GROUPS = {
    "roadmaps": ROADMAPS,
    "sponsors": SPONSORS,
    "labels": LABELS,
    "nodes": NODES,
    "connections": CONNECTIONS,
    "filters": FILTERS,
    "orders": ORDERS,
    "facets": FACETS,
    "searches": SEARCHES,
    "neighborhoods": NEIGHBORHOODS,
    "paths": PATHS,
    "suggestions": SUGGESTIONS,
    "issues": ISSUES,
    "documents": DOCUMENTS,
    "variables": VARIABLES,
    "deep": DEEP,
}
CASES = {f"{group}-{name}": case for group, cases in GROUPS.items() for name, case in cases.items()}

"""What the documents of the API cannot say of the demo book, for Schemathesis."""

from datetime import date

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

# The first day of any book, and the reporting date of the demo book.
DAYS = st.dates(date(1900, 1, 1), date(2025, 11, 23)).map(date.isoformat)

schemathesis.openapi.format("date", DAYS)
schemathesis.graphql.scalar("Date", DAYS.map(nodes.String))
schemathesis.graphql.scalar(
    "DateTime", DAYS.map(lambda day: nodes.String(f"{day}T00:00:00Z"))
)
schemathesis.graphql.scalar(
    "Decimal",
    st.decimals(0, 1_000_000, places=2, allow_nan=False).map(
        lambda amount: nodes.String(f"{amount:f}")
    ),
)
schemathesis.graphql.scalar("JSON", st.just(nodes.String("{}")))


@schemathesis.hook
def filter_case(_context, case):
    """The day of daily figures must not be after the as-of date."""
    query = case.query if isinstance(case.query, dict) else {}
    day, as_of = query.get("date"), query.get("as_of")
    return not (isinstance(day, str) and isinstance(as_of, str) and day > as_of)


@schemathesis.check
def no_fault_of_ours(_context, response, _case):
    """An error of GraphQL is the client's, but for these codes."""
    try:
        body = response.json()
    except ValueError:
        return
    errors = body.get("errors") if isinstance(body, dict) else None
    for error in errors or []:
        code = (error.get("extensions") or {}).get("code", "")
        assert code not in ("INTERNAL", "UNAVAILABLE", "TIMEOUT"), error

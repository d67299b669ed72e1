"""A realistic `Findings` object for the tests of every document format.

The counts are the published ones (VIVE 2021, appendix 1); titles, labels, groups, tests, index
and practices are made up here, of the length that real ones have.
"""

from tests.reporting_fixture.build import (
    bare_findings,
    example_findings,
    public_findings,
    shortened,
)

__all__ = ["bare_findings", "example_findings", "public_findings", "shortened"]

"""A vendor that is not there: answers made of the vendor's own description, for trying things out
without a vendor's key.

They fit the description, are the same each time, stream as the vendor does and count their tokens.
Request headers ask for what a vendor does seldom: `x-mock-status: 429` for an error, `x-mock-delay:
200ms` for a slow answer, `x-mock-cut: 3` for a stream that breaks after three events.

Where no answer that fits is found, or finding it takes more work than is done (`effort`), the
answer is 501 and says so. What of a request takes as much to check is not checked.
"""

from compiler.mock.redirecting import redirected
from compiler.mock.server import MockVendor, start

__all__ = ["MockVendor", "redirected", "start"]

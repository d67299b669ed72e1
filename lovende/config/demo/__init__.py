"""What `lovende serve --demo` shows: a finished study and one in the middle of its fieldwork.

Everyone in it is invented.
"""

from lovende.config.demo.filling import fill
from lovende.config.demo.people import introduction

__all__ = ["fill", "introduction"]

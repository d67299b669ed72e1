"""Counting on this machine: the file streams past the kernel, batch by batch."""

from lovende.engines.local.engine import LocalEngine

__all__ = ["LocalEngine"]

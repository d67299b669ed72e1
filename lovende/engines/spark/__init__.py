"""Counting on many machines with Spark: each partition gives one matrix, the driver adds them."""

from lovende.engines.spark.engine import SparkEngine

__all__ = ["SparkEngine"]

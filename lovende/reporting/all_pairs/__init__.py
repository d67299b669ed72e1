"""The associations of all pairs of variables as a page, a workbook and a Parquet file."""

from lovende.reporting.all_pairs.files import FILES, write_all_pairs

__all__ = ["FILES", "write_all_pairs"]

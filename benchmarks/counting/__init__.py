"""All two-way tables of many variables: our engines beside pandas, Polars, DuckDB and Spark."""

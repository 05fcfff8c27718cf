"""Where facts lie: Parquet through DuckDB."""

"""Tiny invented files in the publishers' formats; those that publishers ship as Parquet lie here as text."""

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
PARQUET = ("baci_hs92_minerals_sample", "baci_hs17_2024_30codes_full_sample", "baci_topflows_sample")


def to_parquet(sheet: Path, out: Path) -> Path:
    """The text file ``sheet`` as the Parquet file its publisher would ship."""
    import duckdb

    code = "hs92" if "hs92" in sheet.name else "hs6" if "hs17" in sheet.name else "material"
    with duckdb.connect() as db:
        db.execute(f"copy (select * from read_csv('{sheet}', types = {{'{code}': 'VARCHAR'}})) to '{out}' (format parquet)")
    return out

"""Options that several verbs take, each said once."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

Facts = Annotated[Path | None, Parameter(help="folder with your own figures (see: lodestone facts)")]
Export = Annotated[Path | None, Parameter(help="also write the table to FILE.csv, .xlsx, .parquet or .json")]
Json = Annotated[bool, Parameter(help="one JSON document on stdout", negative="")]

"""Options that several verbs take, each said once."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

Facts = Annotated[Path | None, Parameter(help="folder with your own figures (see: lodestone facts)")]
Export = Annotated[Path | None, Parameter(help="also write the table to FILE.csv, .xlsx, .parquet or .json")]
Refresh = Annotated[bool, Parameter(help="download web addresses again; the copies kept so far stay", negative="")]
Kept = Annotated[Path | None, Parameter(help="folder of the copies of web pages (default: lodestone-texts)")]
Json = Annotated[bool, Parameter(help="one JSON document on stdout", negative="")]

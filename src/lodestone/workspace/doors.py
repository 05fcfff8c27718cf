"""What the functions of the workspace take: a path in any spelling, and somebody to tell of progress."""

import os
from collections.abc import Callable

PathLike = str | os.PathLike[str]
Progress = Callable[[str, float], None]  # what is being done, and the share done

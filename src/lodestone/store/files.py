"""Files of the user's own: read with one clear sentence when that fails, written all or nothing."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from lodestone.terms.errors import BadInput

PathLike = str | os.PathLike[str]
TEXT_LIMIT_BYTES = 64 * 1024 * 1024


def read_bytes(path: PathLike) -> bytes:
    """The bytes of a file; raises ``BadInput`` in one sentence when it is missing, a folder, unreadable or far too large."""
    file = Path(path)
    try:
        if file.is_dir():
            raise BadInput(f"{file}: is a folder; name the text files in it, for example {file / '*.txt'}")
        if file.stat().st_size > TEXT_LIMIT_BYTES:
            raise BadInput(f"{file}: larger than {TEXT_LIMIT_BYTES // 2**20} MB; split it or extract its text first")
        return file.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"{file}: no such file; check the name or the folder you are in") from None
    except PermissionError:
        raise BadInput(f"{file}: may not be read; ask for the right to read it or copy it elsewhere") from None


def write_files(folder: PathLike, files: Mapping[str, bytes]) -> list[Path]:
    """Write all ``files`` (name relative to ``folder``) or none: each under a temporary name first, then renamed.

    Raises ``BadInput`` when the folder cannot be made or written; what stood there before is then still there.
    """
    root = Path(folder)
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            final = root / name
            final.parent.mkdir(parents=True, exist_ok=True)
            temporary = final.with_name(f".{final.name}.{os.getpid()}.part")
            waiting.append((temporary, final))
            temporary.write_bytes(content)
        for temporary, final in waiting:
            temporary.replace(final)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(f"{root}: cannot write there ({reason}); choose another folder with --out") from None
    finally:  # also when cancelled: nothing half-written is left behind
        for temporary, _ in waiting:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    return [final for _, final in waiting]

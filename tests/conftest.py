"""What every test has at hand: the shared material, and a world without network, chance or deadlines."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "::1", "localhost")

# The same examples in every run, and no failure because a machine was busy.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of raw publishers' files and real texts; ``LODESTONE_SHARED`` overrides ``../shared``."""
    folder = Path(os.environ.get("LODESTONE_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"needs the shared material ({folder} is absent; set LODESTONE_SHARED)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection and name look-up that leaves this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def stay_home(host: object) -> None:
        if not isinstance(host, str) or host not in LOOPBACK:
            raise AssertionError(f"a test wanted the network ({host}); tests work offline")

    def guarded_connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple):
            stay_home(address[0])
        connect(self, address)

    def guarded_look_up(host: object, *args: object, **kwargs: object) -> object:
        stay_home(host)
        return look_up(host, *args, **kwargs)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()

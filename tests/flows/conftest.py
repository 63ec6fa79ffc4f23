"""One whole site for the flows, started once, and the real mail server that it sends to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.sink import Sink, serving
from tests.site import Site, Visitor, running_site


@pytest.fixture(scope="package")
def sink() -> Sink:
    return Sink()


@pytest.fixture(scope="package")
def site(sink: Sink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("s")
    with serving(sink) as port, running_site(folder, EMAIL_URL=f"smtp://127.0.0.1:{port}") as running:
        yield running


@pytest.fixture
def robin(site: Site) -> Visitor:
    """The demo patient."""
    return site.sign_in("patient@demo.test", "stillnight-demo")

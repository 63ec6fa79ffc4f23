"""One whole site for the flows, started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site, Visitor, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("s")
    with running_site(folder) as running:
        yield running


@pytest.fixture
def robin(site: Site) -> Visitor:
    """The demo patient."""
    return site.sign_in("patient@demo.test", "stillnight-demo")

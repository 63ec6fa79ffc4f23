"""The bill of materials as CycloneDX 1.6 in JSON, by the standard's own library."""

import tomllib
from collections.abc import Iterable, Sequence

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from tools.sbom.packages import ROOT, Package


class WrongBill(ValueError):
    """The bill is not what the standard says."""


def bill(packages: Sequence[Package], direct: Iterable[str]) -> str:
    """The document, held against the standard's schema. WrongBill."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    licences = LicenseFactory()
    site = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[licences.make_from_string(project["license"])],
    )
    components = {one.url: _component(one, licences) for one in packages}
    bom = Bom(components=components.values())
    bom.metadata.component = site
    refs = {url: component.bom_ref for url, component in components.items()}

    def needs(ref: BomRef, urls: Iterable[str]) -> Dependency:
        return Dependency(ref=ref, dependencies=[Dependency(refs[url]) for url in sorted(urls)])

    bom.dependencies = [needs(site.bom_ref, direct), *(needs(refs[one.url], one.needs) for one in packages)]
    said = JsonV1Dot6(bom).output_as_string(indent=2)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(said)
    if fault is not None:
        raise WrongBill(str(fault.data))
    return said


def _component(package: Package, licences: LicenseFactory) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=package.url,
        purl=PackageURL.from_string(package.url),
        hashes=[HashType(alg=HashAlgorithm(name), content=digest) for name, digest in package.hashes],
        licenses=[licences.make_from_string(package.licence)],
    )

"""`python manage.py sbom`: the bill of materials of what is shipped; needs the development packages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """CycloneDX 1.6 in JSON, to standard output."""

    help = "Print the bill of materials (CycloneDX, JSON). Fails when a licence is not accepted."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read both locks, refuse what may not be shipped, print."""
        # Imported here: they need packages for development, which the image lacks.
        from tools.sbom.bill import bill
        from tools.sbom.licences import rules
        from tools.sbom.packages import direct, shipped

        packages = shipped()
        refused = [
            f"{one.url}: {one.licence}" for one in packages if not rules().accepts(one.name, one.licence)
        ]
        if refused:
            raise CommandError("not accepted (tools/sbom/licences.yaml): " + "; ".join(refused))
        self.stdout.write(bill(packages, direct()))

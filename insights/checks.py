"""Content faults, shown by `manage.py check` before anyone is shown the content."""

from typing import Any

from django.core.checks import CheckMessage, Error, register


@register()
def content_is_whole(**_: Any) -> list[CheckMessage]:
    """Every fault of every content file, with its file and key. Loaders are fetched only when checks run."""
    from insights import article, pattern_warnings, tips
    from insights.profiles import loader
    from insights.safety import content as safety
    from insights.safety import order, rulebook
    from insights.series import content as series
    from journal import vocabulary
    from journal.vocabulary import lifetimes

    found: list[CheckMessage] = [
        Error(fault, id="journal.E001")
        for fault in [*vocabulary.faults(), *lifetimes.faults(vocabulary.health_fields())]
    ]
    found += [
        Error(f"{fault.file}: {fault.key} {fault.message}", hint=fault.hint, id="insights.E001")
        for fault in [*loader.faults(), *series.load()[1]]
    ]
    if not found and not rulebook.faults():
        found += [
            Error(f"{fault.file}: {fault.key} {fault.message}", hint=fault.hint, id="insights.E001")
            for fault in pattern_warnings.faults()
        ]
    found += [
        Error(str(fault), id="insights.E002")
        for fault in [*rulebook.faults(), *safety.faults(), *order.faults()]
    ]
    return found + [Error(str(fault), id="insights.E003") for fault in [*tips.faults(), *article.faults()]]

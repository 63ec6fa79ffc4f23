"""Content faults, shown by `manage.py check` before anyone is shown the content."""

from typing import Any

from django.core.checks import CheckMessage, Error, register


@register()
def content_is_whole(**_: Any) -> list[CheckMessage]:
    """Every fault of every content file, with its file and key. Loaders are fetched only when checks run."""
    from insights import article, course, course_words, pattern_warnings, tips
    from insights.profiles import loader
    from insights.safety import content as safety
    from insights.safety import order, rulebook
    from insights.series import content as series
    from journal import limits, vocabulary
    from journal.export import fhir
    from journal.vocabulary import lifetimes

    found = [
        *vocabulary.faults(),
        *lifetimes.faults(vocabulary.health_fields()),
        *limits.faults(),
        *fhir.code_faults(),
    ]
    found += [*loader.faults(), *series.load()[1], *course.load()[1], *course_words.load()[1]]
    found += [*rulebook.faults(), *safety.faults(), *order.faults()]
    found += [*tips.faults(), *article.faults()]
    # The warnings come after all else: their check loads the content, which fails while a file is at fault.
    return [Error(str(fault), id="insights.E001") for fault in found or pattern_warnings.faults()]

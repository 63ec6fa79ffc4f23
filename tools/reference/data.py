"""The tables: what a row is, whom it belongs to, and its fields."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, Model

from tools.reference.markdown import document, table

APPS = ("accounts", "journal", "insights", "care", "delivery")
# How many rows of one table belong to how many of the other, as mermaid writes it.
ONE, MANY = "|o--||", "}o--||"


def page() -> str:
    """All models: a diagram of what belongs to what, then a table for each app."""
    return document("Data model", _diagram(), *(_part(app) for app in APPS))


def _diagram() -> str:
    lines = [
        f"  {model.__name__} {ONE if field.one_to_one else MANY} {_other(field)} : {field.name}"
        for app in APPS
        for model in _models(app)
        for field in model._meta.local_fields
        if field.related_model
    ]
    return "\n".join(["```mermaid", "erDiagram", *lines, "```"])


def _part(app: str) -> str:
    rows = ((f"`{model.__name__}`", _what(model), ", ".join(_fields(model))) for model in _models(app))
    return f"## {app}\n\n{table(('model', 'a row is', 'fields'), rows)}"


def _models(app: str) -> list[type[Model]]:
    return sorted(apps.get_app_config(app).get_models(), key=lambda model: model.__name__)


def _fields(model: type[Model]) -> Iterator[str]:
    for field in model._meta.local_fields:
        yield f"{field.name} → {_other(field)}" if field.related_model else field.name


def _other(field: "Field[object, object]") -> str:
    return getattr(field.related_model, "__name__", "")


def _what(model: type[Model]) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())

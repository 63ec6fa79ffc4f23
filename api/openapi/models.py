"""Pydantic models as components of the document."""

from typing import Any

from drf_spectacular.contrib.pydantic import PydanticExtension
from drf_spectacular.plumbing import ResolvedComponent
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

REFERENCE = "#/components/schemas/{model}"


class Untitled(GenerateJsonSchema):
    """Models keep their titles; a field's would only say its name again."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


class DoubledName(Exception):
    """Two models of one name: in the document one would take the other's place."""


def schemas_of(model: type[BaseModel]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The model's schema, and those of the models it is made of, by name."""
    schema = model.model_json_schema(ref_template=REFERENCE, schema_generator=Untitled, by_alias=True)
    return schema, schema.pop("$defs", {})


class Documents(PydanticExtension):  # type: ignore[no-untyped-call]
    """Every model as it is read, whether it is a body or an answer: what may be absent is not required."""

    target_class = "pydantic.BaseModel"
    match_subclasses = True
    # Ahead of drf-spectacular's own extension for the same models.
    priority = 1

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The model's schema; its parts become components of their own. DoubledName."""
        schema, parts = schemas_of(self.target)
        for name, part in parts.items():
            component = ResolvedComponent(name, "schemas", schema=part, object=name)  # type: ignore[no-untyped-call]
            if component in auto_schema.registry:
                known = auto_schema.registry[component].schema
                # The same part of two models is no fault: many answers hold a flag or a night.
                if known is not None and known != part:
                    raise DoubledName(name)
            auto_schema.registry.register_on_missing(component)
        return schema

"""The OpenAPI document: made from the routes, their models and their docstrings."""

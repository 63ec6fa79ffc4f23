"""How the parts are switched on; no product logic."""

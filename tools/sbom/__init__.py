"""The bill of materials: what is shipped of others, under which licence."""

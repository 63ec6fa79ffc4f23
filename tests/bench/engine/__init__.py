"""`make bench-engine`: what the engine finds in made-up people, beside its rivals and its promises."""

"""The whole record on its way out, streamed, in the forms people and other programs read."""

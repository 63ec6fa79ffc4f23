"""From diaries to finished sentences about changes, day factors and tip experiments."""

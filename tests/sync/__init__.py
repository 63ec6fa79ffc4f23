"""One driver, one seed: phones, network, server, clock and chance of a simulated world (`make simulate-sync`)."""

"""What keeps words on the device: guards against the network and against leaks."""

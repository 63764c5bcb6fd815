"""What the tests that run real servers share: servers, clients, waiting, temporary directories."""

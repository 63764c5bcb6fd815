"""What every measured service has: a start, a target for the load generator, processes."""

import shutil


class Service:
    """One service with its servers, in a directory of its own."""

    name = ""
    decides = True  # whether its answers depend on the mail

    def __init__(self, directory):
        self.directory = directory / self.name
        self.first = 0  # number of the next new attempt

    def start(self):
        """Starts it with an empty store, and prepares the known and the waiting entries."""
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(mode=0o755, parents=True)
        self.first = 0
        self.start_empty()

    def start_empty(self):
        """To be given by each service."""
        raise NotImplementedError

    def warm(self):
        """Asks once for all that is prepared, where the service reads entries only when asked."""

    def target(self):
        """The words that tell the load generator where it is."""
        return ["--socket", str(self.directory / "policy.sock")]

    def processes(self):
        """Process ids by name; each counts with what is below it."""
        return {}

    def settled(self):
        """Waits until nothing of earlier requests is still to be done; returns the seconds."""
        return 0.0

    def counters(self):
        """Commands, rows and the like, so far, by name."""
        return {}

    def stop(self):
        """Ends all its processes."""


class Through(Service):
    """Another service through a helper, one for each connection."""

    def __init__(self, service, name, command):
        """`command`: from the service to the words that start the helper."""
        super().__init__(service.directory.parent)
        self.name = name
        self.service = service
        self._command = command

    @property
    def first(self):
        return self.service.first

    @first.setter
    def first(self, number):
        if hasattr(self, "service"):
            self.service.first = number

    def start(self):
        """Nothing: the service itself is started."""

    def target(self):
        return ["--helper", " ".join(str(word) for word in self._command(self.service))]

    def processes(self):
        return self.service.processes()

    def settled(self):
        return self.service.settled()

    def counters(self):
        return self.service.counters()

"""What a power cut leaves of a directory, from what power_recorder.cpp wrote down."""

import dataclasses
import struct

HEAD = struct.Struct("=cHQQ")
SECTORS = (512, 4096)


@dataclasses.dataclass(eq=False)
class File:
    """What is on the disk for sure, and what was written since the last sync, in order."""

    durable: bytearray
    pending: list = dataclasses.field(default_factory=list)

    def sync(self):
        for operation in self.pending:
            apply(self.durable, *operation)
        self.pending.clear()


def apply(content, kind, offset, data):
    """Writes at an offset, or cuts or extends to it."""
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if kind == "write":
        content[offset:offset + len(data)] = data
    else:
        del content[offset:]


class PowerCut:
    """Follows one directory without subdirectories, from its state when the process started."""

    def __init__(self, directory):
        """What is there now counts as durable."""
        self.directory = directory
        self.names = {path.name: File(bytearray(path.read_bytes())) for path in directory.iterdir()
                      if path.is_file()}
        self.durable_names = dict(self.names)
        self.syncs = 0
        self.dropped = 0

    def read(self, trace):
        """Takes in the records of a trace; the last may be cut off by the end of the process."""
        text = trace.read_bytes() if trace.exists() else b""
        at = 0
        while at + HEAD.size <= len(text):
            operation, path_length, offset, length = HEAD.unpack_from(text, at)
            at += HEAD.size
            path = text[at:at + path_length].decode()
            at += path_length
            data = b""
            if operation in b"wr":
                data = text[at:at + length]
                at += length
            if at > len(text):
                return
            self._take(operation.decode(), path, offset, data)

    def _take(self, operation, path, offset, data):
        name = path.removeprefix(str(self.directory)).lstrip("/")
        if operation == "c":
            self.names.setdefault(name, File(bytearray()))
        elif operation == "w":
            self.names[name].pending.append(("write", offset, data))
        elif operation == "t":
            self.names[name].pending.append(("truncate", offset, b""))
        elif operation == "u":
            self.names.pop(name, None)
        elif operation == "r":
            # The link to the control socket is none of the files; it has no bytes to lose.
            if name in self.names:
                self.names[data.decode().rpartition("/")[2]] = self.names.pop(name)
        elif operation == "s":
            self._sync(name)

    def _sync(self, name):
        self.syncs += 1
        if name == "":
            self.durable_names = dict(self.names)
        elif name in self.names:
            self.names[name].sync()

    def leave(self, target, chance, kept):
        """Writes what is left to `target`: of what was not synced each sector by the chance `kept`.

        Where a name was made, removed or given to another file and the directory not synced since,
        either state may be left.
        """
        target.mkdir()
        sector = chance.choice(SECTORS)
        for name in sorted(self.names.keys() | self.durable_names.keys()):
            names = self.names if chance.random() < kept else self.durable_names
            if name not in names or name == "lock":
                continue
            content = self._content(names[name], chance, kept, sector)
            if name.endswith("-shm"):
                # Never synced, for it is made anew from the log: it may hold anything.
                content = bytearray(chance.randbytes(len(content)))
            (target / name).write_bytes(content)

    def _content(self, file, chance, kept, sector):
        content = bytearray(file.durable)
        for kind, offset, data in file.pending:
            for piece in pieces(kind, offset, data, sector):
                if chance.random() < kept:
                    apply(content, *piece)
                else:
                    self.dropped += 1
        return content


def pieces(kind, offset, data, sector):
    """A write in the parts that a disk writes whole."""
    if kind == "truncate":
        yield kind, offset, data
        return
    begin = 0
    while begin < len(data):
        end = min(len(data), begin + sector - (offset + begin) % sector)
        yield kind, offset + begin, data[begin:end]
        begin = end

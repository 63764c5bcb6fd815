"""Pictures of pages with a palette, which takes a third of the bytes: small_png.py FILE..."""

import collections
import pathlib
import struct
import sys
import zlib

HEAD = b"\x89PNG\r\n\x1a\n"


def small_png(content):
    """A PNG of 8 bits a channel as one of at most 256 colours: the most frequent, and the nearest of them."""
    width, height, channels, data = _unpacked(content)
    rows = _rows(zlib.decompress(data), width * channels, channels, height)
    pixels = [list(zip(row[::channels], row[1::channels], row[2::channels])) for row in rows]
    counted = collections.Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counted.most_common(256)]
    index = {colour: palette.index(_nearest(colour, palette)) for colour in counted}
    lines = b"".join(b"\0" + bytes([index[pixel] for pixel in row]) for row in pixels)
    return HEAD + b"".join([
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", b"".join(map(bytes, palette))),
        _chunk(b"IDAT", zlib.compress(lines, 9)),
        _chunk(b"IEND", b"")])


def _unpacked(content):
    assert content.startswith(HEAD)
    at, data = len(HEAD), b""
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at:at + 8])
        part = content[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, *_ = struct.unpack(">IIBBBBB", part)
            assert depth == 8 and colour in (2, 6)
        data += part if kind == b"IDAT" else b""
        at += length + 12
    return width, height, 3 if colour == 2 else 4, data


def _rows(data, stride, channels, height):
    """Each row without the filter that its first byte names (section 9 of the standard)."""
    before = bytes(stride)
    for y in range(height):
        line = data[y * (stride + 1):(y + 1) * (stride + 1)]
        before = _unfiltered(line[0], bytearray(line[1:]), before, channels)
        yield before


def _unfiltered(kind, line, above, channels):
    if kind == 2:
        return bytes([(a + b) & 255 for a, b in zip(line, above)])
    for i in range(len(line) if kind else 0):
        left = line[i - channels] if i >= channels else 0
        corner = above[i - channels] if i >= channels else 0
        line[i] = line[i] + (0, left, above[i], (left + above[i]) // 2,
                             _paeth(left, above[i], corner))[kind] & 255
    return bytes(line)


def _paeth(left, above, corner):
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def _nearest(colour, palette):
    if colour in palette:
        return colour
    return min(palette, key=lambda other: sum((a - b) ** 2 for a, b in zip(colour, other)))


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    for path in map(pathlib.Path, sys.argv[1:]):
        path.write_bytes(small_png(path.read_bytes()))

"""Writes the table of embedded_files.h: embed.py OUTPUT FILE..."""

import pathlib
import sys


def literal(content):
    """As a string of C++, a line of the file a line; bytes that are not ASCII in octal digits."""
    lines = []
    for line in content.splitlines(keepends=True):
        text = "".join({10: "\\n", 34: '\\"', 92: "\\\\"}.get(
            byte, chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in line)
        lines.append(f'    "{text}"')
    return "\n".join(lines) or '    ""'


def main():
    output, *files = map(pathlib.Path, sys.argv[1:])
    rows = [f'    {{"{path.parent.name}/{path.name}",\n{literal(path.read_bytes())}}},'
            for path in sorted(files)]
    output.write_text("\n".join([
        "// Made by greyweb/page/embed.py.",
        '#include "greyweb/page/embedded_files.h"',
        "namespace greycache::web {",
        "namespace {",
        "constexpr EmbeddedFile kFiles[] = {", *rows, "};",
        "}  // namespace",
        "std::span<const EmbeddedFile> embedded_files() { return kFiles; }",
        "const EmbeddedFile* find_embedded(std::string_view name) {",
        "  for (const EmbeddedFile& file : kFiles) {",
        "    if (file.name == name) return &file;",
        "  }",
        "  return nullptr;",
        "}",
        "}  // namespace greycache::web", ""]))


main()

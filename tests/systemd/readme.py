"""What the README tells an administrator to type or write, to be done as it stands there."""

from greytest.paths import SOURCE


def section(title):
    text = (SOURCE / "README.md").read_text("utf-8")
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def code_blocks(title):
    """The indented blocks of a section, without their indent; blank lines do not end one."""
    blocks, current = [], []
    for line in section(title).splitlines() + ["end"]:
        if line.startswith("    "):
            current.append(line[4:])
        elif line.strip() == "" and current:
            current.append("")
        elif current:
            blocks.append("\n".join(current).strip("\n") + "\n")
            current = []
    return blocks


def block_with(title, words):
    """The one block of the section that holds these words."""
    (found,) = [block for block in code_blocks(title) if words in block]
    return found

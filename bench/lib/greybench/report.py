"""Tables of figures, in Markdown."""


def table(head, rows):
    """The lines of one table; rows are lists of texts."""
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head),
            *("| " + " | ".join(row) + " |" for row in rows)]


def cpu_text(cpu):
    return ", ".join(f"{name} {seconds:.2f}" for name, seconds in cpu.items())


def service_lines(medians):
    """One row a cell; times in microseconds."""
    rows = []
    for (name, mix, connections), figures in medians.items():
        rows.append([name, mix, str(connections), f"{figures['throughput']:.0f}",
                     *(f"{figures[time]:.1f}" for time in ("p50_us", "p99_us", "p999_us")),
                     f"{figures['unexpected']:.0f}",
                     f"{figures['settle_seconds']:.2f}", cpu_text(figures["cpu"])])
    return table(["service", "mix", "connections", "requests/s", "p50 us", "p99 us", "p99.9 us", "unexpected",
                  "settled s", "CPU s a 100,000 requests"], rows)


def ratio_lines(reached):
    """The wanted ratios beside the reached ones."""
    return table(["ratio", "wanted", "reached", ""], [
        [text, f"{'at most' if most else 'at least'} {wanted:g}", f"{ratio:.2f}",
         "" if met else "missed"] for text, ratio, wanted, most, met in reached])

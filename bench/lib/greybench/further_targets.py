"""The wanted figures that are no ratio of two measured loads."""

from greybench.targets import judged


def of_load(section):
    new = [cell for cell in section["cells"]
           if (cell["service"], cell["mix"], cell["connections"]) == ("shared", "new", 32)]
    for cell in new:
        yield judged("shared, new: seconds until all rows are in PostgreSQL",
                     cell["settle_seconds"], 2, True)
    for point in section["rates"].get("shared", []):
        if point["share"] == 0.5:
            yield judged("shared, day, p99 in ms at half of the top throughput",
                         point["p99_us"] / 1000, 3, True)


def of_helper(section):
    ours, base = section["relay"], section["C relay"]
    for text, figure, wanted, most in (
            ("time to the first answer", "first_answer_us", 1.3, True),
            ("resident memory", "resident", 1.3, True),
            ("throughput on echo", "throughput", 0.95, False)):
        yield judged(f"helper with --relay, {text}, of the C relay", ours[figure] / base[figure],
                     wanted, most)


def of_scale(section):
    by_size = {(row["storage"], row["entries"]): row for row in section}
    for storage in ("embedded", "shared"):
        large = by_size.get((storage, 10_000_000))
        small = by_size.get((storage, 100_000))
        if large and small:
            for mix in ("awl", "new", "day"):
                yield judged(f"{storage}, {mix}, 1e7 entries, of 1e5",
                             large["loads"][mix]["throughput"] / small["loads"][mix]["throughput"],
                             0.9)
        if large:
            yield judged(f"{storage}, 1e7 entries, seconds from start to the first answer",
                         large["first_answer_seconds"], 1, True)


def of_sizes(section):
    wanted = {10: 110, 1: 235}
    for row in section:
        if row["storage"] == "shared":
            for kind, size in row["hot"].items():
                yield judged(f"bytes of a {kind} entry in Redis, {row['per_source']} a source",
                             size, wanted[row["per_source"]], True)


def of_postfix(section):
    base = section["no policy service"]
    for storage in ("embedded", "shared"):
        yield judged(f"3,000 mails through Postfix, {storage}, of no policy service",
                     section[storage] / base, 1.15, True)


def further(results):
    """For each section that was measured: (text, reached, wanted, at most, met)."""
    parts = {"load": of_load, "helper": of_helper, "scale": of_scale, "sizes": of_sizes,
             "postfix": of_postfix}
    return [found for name, part in parts.items() if name in results
            for found in part(results[name])]

"""The pictures: latency against load, throughput against entries."""

from greybench.svg import chart


def latency_plot(rates):
    series = {}
    for name, points in rates.items():
        for figure in ("p50_us", "p99_us"):
            series[f"{name} {figure[:3]}"] = [(point["throughput"], point[figure])
                                              for point in points]
    return chart(series, "requests a second (day, 64 connections)", "microseconds", x_log=True,
                 y_log=True)


def entries_plot(sizes):
    series = {}
    for row in sizes:
        for mix in ("awl", "new", "day"):
            line = series.setdefault(f"{row['storage']} {mix}", [])
            line.append((row["entries"], row["loads"][mix]["throughput"]))
    return chart(series, "entries in the store", "requests a second", x_log=True)


def plots(results):
    """File names and texts of what the results are enough for."""
    found = {}
    if results.get("load", {}).get("rates"):
        found["latency.svg"] = latency_plot(results["load"]["rates"])
    if len(results.get("scale", [])) > 2:
        found["entries.svg"] = entries_plot(results["scale"])
    return found

"""The pictures, by gnuplot: latency against load, throughput against entries."""

import subprocess

SCRIPT = """
set terminal svg size 640,400 background "white"
set output "{path}"
set key outside right
set grid
set logscale {logarithmic}
set xlabel "{x_title}"
set ylabel "{y_title}"
{blocks}
plot {lines}
"""


def plot(path, logarithmic, x_title, y_title, series):
    """Writes a line chart. `series`: by name, pairs of x and y."""
    names = list(enumerate(series))
    blocks = "\n".join(f"$line{number} << end\n" + "\n".join(f"{x} {y}" for x, y in series[name])
                       + "\nend" for number, name in names)
    lines = ", ".join(f'$line{number} with linespoints title "{name}"' for number, name in names)
    subprocess.run(["gnuplot"], text=True, check=True, input=SCRIPT.format(
        path=path, logarithmic=logarithmic, x_title=x_title, y_title=y_title, blocks=blocks,
        lines=lines))


def plots(directory, results):
    """Those pictures that the results are enough for."""
    rates = results.get("load", {}).get("rates")
    if rates:
        plot(directory / "latency.svg", "xy", "requests a second (day, 64 connections)",
             "microseconds",
             {f"{name} {figure[:3]}": [(point["throughput"], point[figure]) for point in points]
              for name, points in rates.items() for figure in ("p50_us", "p99_us")})
    scale = results.get("scale")
    if scale:
        plot(directory / "entries.svg", "x", "entries in the store", "requests a second",
             {f"{storage} {mix}": [(row["entries"], row["loads"][mix]) for row in scale
                                   if row["storage"] == storage]
              for storage in ("embedded", "shared") for mix in ("awl", "new", "day")})

"""bench/run --quick: the wanted ratios of what is being tuned, on standard output only."""

from greybench.echo import Echo
from greybench.greycache_service import Embedded, Shared
from greybench.report import ratio_lines, service_lines
from greybench.rounds import medians_of, run_rounds
from greybench.targets import needed_cells, reached
from greytest.paths import remove_directory, temporary_directory


def quick(options):
    directory = temporary_directory()
    try:
        services = [Echo(directory),
                    Embedded(directory, "embedded", loglevel=0),
                    Shared(directory, "shared", loglevel=0)]
        if options.services:
            wanted = {"echo", *options.services.split(",")}
            services = [service for service in services if service.name in wanted]
        cells = needed_cells([service.name for service in services])
        figures = run_rounds(services, cells, options.rounds, options.seconds, warm_up=0.3)
    finally:
        remove_directory(directory)
    medians = medians_of(figures)
    print("\n".join([*service_lines(medians), "", *ratio_lines(reached(medians))]))
    return 0

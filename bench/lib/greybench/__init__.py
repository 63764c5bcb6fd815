"""What bench/run measures with: services, load, CPU time, targets, reports."""

"""What bench/run measures with: services, load, processor time, report."""

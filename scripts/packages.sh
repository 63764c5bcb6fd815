# The Debian 12 packages that building and testing need; sourced by install-packages.

# To build every program; SQLite comes in as a library.
build_packages="
  g++ meson ninja-build pkg-config python3
  libpq-dev libhiredis-dev libcli11-dev doctest-dev libevent-dev libsqlite3-dev libpcre2-dev
  libfmt-dev libexpected-dev libsystemd-dev nlohmann-json3-dev"

# To run every test: the servers, the original for comparison, and what reads manual pages.
test_packages="
  $build_packages
  postgresql redis-server redis-tools postfix sqlgrey libdbd-sqlite3-perl
  libfaketime util-linux procps iproute2 groff-base"

# For scripts/lint only.
lint_packages="$build_packages clang-format clang-tidy"

# For scripts/fuzz only: the compiler with libFuzzer.
fuzz_packages="$build_packages clang-19 libclang-rt-19-dev"

# For bench/run only: what Greycache is measured beside, and instruction counts.
bench_packages="$test_packages libdbd-pg-perl postgrey valgrind"

# The packages of Debian 12 and 13 that building and testing need; sourced by install-packages and
# debian-tree.

# To build every program; SQLite comes in as a library.
build_packages="
  g++ meson ninja-build pkg-config python3
  libpq-dev libhiredis-dev libcli11-dev doctest-dev libevent-dev libssl-dev libsqlite3-dev libpcre2-dev
  libpsl-dev libcurl4-openssl-dev libfmt-dev libexpected-dev libsystemd-dev nlohmann-json3-dev libmariadb-dev
  libmicrohttpd-dev libkainjow-mustache-dev libcrypt-dev"

# To build Debian's packages, and to look through them.
package_packages="$build_packages build-essential debhelper lintian"

# To run every test: the servers, the original for comparison, what reads manual pages, and what
# makes the trees of Debian that some tests run in.
test_packages="
  $package_packages
  postgresql redis-server redis-tools postfix sqlgrey libdbd-sqlite3-perl
  publicsuffix openssl libfaketime util-linux procps iproute2 groff-base pgbouncer debootstrap
  systemd-container python3-jsonschema fail2ban prometheus bmake
  chromium chromium-driver nginx-light apache2-bin caddy postgrey db5.3-util mariadb-server libmariadb3 libdbd-mysql-perl libdbd-pg-perl"

# A mail host for tests/systemd, with the libraries that our programs link.
system_packages="
  systemd systemd-sysv dbus rsyslog procps iproute2 python3 ca-certificates
  postfix redis-server redis-tools postgresql publicsuffix"
declare -A library_packages=(
  [bookworm]="libevent-2.1-7 libevent-openssl-2.1-7 libssl3 libhiredis0.14 libpq5 libfmt9
    libsqlite3-0 libpcre2-8-0 libpsl5 libcurl4 libsystemd0 libmicrohttpd12"
  [trixie]="libevent-2.1-7t64 libevent-openssl-2.1-7t64 libssl3t64 libhiredis1.1.0 libpq5 libfmt10
    libsqlite3-0 libpcre2-8-0 libpsl5t64 libcurl4t64 libsystemd0 libmicrohttpd12t64")
# Where Debian has it.
declare -A valkey_packages=([trixie]="valkey-server valkey-tools")

# For scripts/lint only.
lint_packages="$build_packages clang-format clang-tidy"

# For scripts/fuzz only: the compiler with libFuzzer.
fuzz_packages="$build_packages clang-19 libclang-rt-19-dev"

# For bench/run only: what Greycache is measured beside, and pictures.
bench_packages="$test_packages rsyslog python3-psutil gnuplot-nox"

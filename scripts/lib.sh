# What the scripts share; sourced with the checkout as current directory.

# Root by "su", and cron, have a PATH without what apt-get and Postfix need; "env -i" has none.
export PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/sbin:/sbin

# Postfix splits a command line in master.cf at blanks; scripts/run and the tests write such lines.
if [[ $PWD == *[[:space:]]* ]]; then
  echo "The path of the checkout must not hold blanks: $PWD" >&2
  exit 64
fi

# Our own builds take no warning. (Whoever builds a release may have a compiler that we never saw.)
# They are set up to be installed as the README says, which tests/systemd does.
readonly own_build=(--werror --prefix=/usr)

# Builds for tests: so many sources of a library or test program are one compilation, since most of a
# file's time goes into the headers that it includes. What is installed, and what scripts/lint reads, is
# compiled file by file, which tells of includes that a file lacks.
readonly joined_sources=(--unity=on --unity-size=16)

# build_in DIRECTORY TARGET [MESON OPTION...]: sets the directory up where that has not been done,
# and builds the target ("all", "programs"). Options count at the first set-up only.
build_in() {
  local build_directory=$1 target=$2
  shift 2
  if [ ! -e "$build_directory/build.ninja" ]; then
    # What an interrupted set-up left behind would stop the next one.
    rm -rf "$build_directory"
    meson setup "$build_directory" "$@"
  fi
  ninja -C "$build_directory" "$target"
}

# A loaded machine is slow, not wrong: so many times what each test names, and each wait in it.
readonly patience=4

# Debian's name of the release that this is, and of the other one that we support.
this_release() {
  # shellcheck disable=SC1091
  . /etc/os-release && echo "${VERSION_CODENAME-}"
}
other_release() {
  if [ "$(this_release)" = bookworm ]; then
    echo trixie
  else
    echo bookworm
  fi
}

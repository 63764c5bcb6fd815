# What the scripts share; sourced with the checkout as current directory.

# build_in DIRECTORY [MESON OPTION...]: sets the directory up where that has not been done, and
# builds everything. Options count at the first set-up only.
build_in() {
  local directory=$1
  shift
  if [ ! -e "$directory/build.ninja" ]; then
    meson setup "$directory" "$@"
  fi
  ninja -C "$directory"
}

#!/bin/bash
# Whether every source is as .clang-format wants it: format_test.sh CHECKOUT. Exit status 77, which
# Meson counts as skipped, where there is no clang-format or no Git checkout.
set -uo pipefail
cd "$1" || exit 1

skip() {
  echo "skipped: $1"
  exit 77
}

command -v clang-format >/dev/null || skip "there is no clang-format"
mapfile -t tracked < <(git ls-files -- '*.cpp' '*.h' 2>/dev/null)
[ ${#tracked[@]} -gt 0 ] || skip "this is no Git checkout"

files=()
for file in "${tracked[@]}"; do
  [ -e "$file" ] && files+=("$file")
done
clang-format --dry-run --Werror "${files[@]}"

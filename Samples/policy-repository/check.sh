#!/bin/sh
# Checks every agreement below a folder, and tries the examples that stand beside it.
#
#   sh check.sh [FOLDER]
#
# SLUICE is the program, SLUICE_MAPPINGS the folder of its mappings where they are not installed,
# FORMAT the form of the findings: text, github, sarif or json. Ends with 1 if anything is wrong.
set -u
sluice=${SLUICE:-sluice}
folder=${1:-.}
wrong=0

set --
if [ -n "${SLUICE_MAPPINGS:-}" ]; then set -- --mappings "$SLUICE_MAPPINGS"; fi

list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$folder" -name agreement.yaml ! -path '*/.*/*' | LC_ALL=C sort > "$list"
if [ ! -s "$list" ]; then
  echo "there is no agreement.yaml below $folder" >&2
  exit 1
fi

can_test=no
if "$sluice" policy test --help > /dev/null 2>&1; then can_test=yes; fi

while IFS= read -r file; do
  "$sluice" policy check "$file" --format "${FORMAT:-text}" "$@" || wrong=1
  if [ "$can_test" = yes ] && grep -q '^tests:' "$file"; then
    "$sluice" policy test "$file" "$@" || wrong=1
  fi
done < "$list"
exit $wrong

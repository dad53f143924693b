#!/usr/bin/env bash
# Measures disclosure control: pseudonyms (at least 1.5 million a second) and the protection and
# audit of a table of 40 by 18 with 60 small cells (under 100 ms).
# It compiles main.swift with the modules of a release build; SCRATCH says where that is.
set -euo pipefail
cd "$(dirname "$0")/../../.."
scratch=${SCRATCH:-.build}
[ -n "${BUILT:-}" ] || swift build -c release --product sluice --scratch-path "$scratch"
release=$(cd "$scratch/release" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
objects=$(find "$release" -name '*.o' -path '*.build/*' \
    \( -path '*/CanonicalModel.build/*' -o -path '*/DisclosureControl.build/*' \
    -o -path '*/*rypto*.build/*' \))
# shellcheck disable=SC2086
swiftc -O -swift-version 6 -I "$release/Modules" Tests/Benchmarks/disclosure/main.swift \
    $objects -lstdc++ -o "$work/measure"
"$work/measure"

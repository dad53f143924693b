#!/usr/bin/env bash
# Measures disclosure control: pseudonyms (at least 1.5 million a second) and the protection and
# audit of a table of 40 by 18 with 60 small cells (under 100 ms).
# It builds the two modules that it needs for release, and compiles main.swift with them; SCRATCH
# says where builds go.
set -euo pipefail
cd "$(dirname "$0")/../../.."
scratch=${SCRATCH:-.build}
swift build -c release --target DisclosureControl --scratch-path "$scratch"
release=$(cd "$scratch/release" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Objects of our own sources as they are now, and all of swift-crypto's.
for room in CanonicalModel DisclosureControl; do
    find "Sources/$room" -name '*.swift' -printf "$release/$room.build/%f.o\n"
done >"$work/objects"
find "$release" \( -path '*rypto*.build/*' -o -path '*CXKCP*.build/*' \) -name '*.o' >>"$work/objects"
swiftc -O -swift-version 6 -I "$release/Modules" Tests/Benchmarks/disclosure/main.swift \
    @"$work/objects" -lstdc++ -o "$work/measure"
"$work/measure"

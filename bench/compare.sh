#!/usr/bin/env bash
# Keeps results and compares them: what became more than a tenth worse is marked.
#
#   bench/compare.sh [KIND]          the last run with the one kept last; KIND is full (default), quick or million
#   bench/compare.sh --keep [KIND]   keeps the last run in bench/results, under its date and commit
#   bench/compare.sh A.tsv B.tsv     any two
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p bench/results

heading() { awk -F '\t' -v name="# $1" '$1 == name { print $2 }' "$2"; }

# Rates grow when things get better, all else shrinks.
compare() {
    echo "$(heading date "$1") $(heading commit "$1") on $(heading machine "$1")"
    echo "$(heading date "$2") $(heading commit "$2") on $(heading machine "$2")"
    awk -F '\t' '
        /^#/ { next }
        FNR == NR { before[$1] = $2; next }
        !($1 in before) || before[$1] + 0 == 0 { next }
        {
            change = $2 / before[$1]
            more_is_better = $3 ~ /\/s$/ || $1 ~ /_vs_limit$|^rate_/
            worse = more_is_better ? change < 0.9 : change > 1.1
            printf "%-44s %12s %12s  %+6.0f %%%s\n", $1, before[$1], $2, (change - 1) * 100, worse ? "  worse" : ""
        }' "$1" "$2"
}

if [ "${1:-}" = --keep ]; then
    last=artifacts/bench/${2:-full}.tsv
    kept=bench/results/$(heading date "$last" | tr -d :)-$(heading kind "$last")-$(heading commit "$last").tsv
    cp "$last" "$kept"
    echo "kept as $kept"
elif [ $# = 2 ]; then
    compare "$1" "$2"
else
    kind=${1:-full}
    kept=$(find bench/results -name "*-$kind-*.tsv" | sort | tail -n 1)
    [ -n "$kept" ] || { echo "no result of the kind $kind is kept yet: bench/compare.sh --keep $kind" >&2; exit 1; }
    compare "$kept" "artifacts/bench/$kind.tsv"
fi

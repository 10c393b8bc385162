#!/usr/bin/env bash
# Measures how fast signed mail is sent, Ses and others side by side, by the counter of one and the same sink. See bench/README.md.
#
#   bench/throughput.sh            three rounds, about 9 minutes
#   bench/throughput.sh --quick    one round, about 3 minutes
#   bench/throughput.sh --million  10,000, 100,000 and 1,000,000 recipients on SQLite, about 10 minutes and 6 GB of disk
#   --rows "ROW ROW"               only these rows
#   --no-build                     measures what was built before
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin:/sbin"

rows=(smtp_source nodemailer mailkit mailkit_native_rsa ses_inmemory_plain ses_inmemory_full ses_sqlite_full ses_postgres_full ses_postgres_two_nodes)
build=yes rounds=3 kind=full warmup=${SES_BENCH_WARMUP:-2} nodes_warmup=12 measured=${SES_BENCH_SECONDS:-6}
while [ $# -gt 0 ]; do
    case $1 in
        --quick) rounds=1 kind=quick ;;
        --million) kind=million ;;
        --no-build) build= ;;
        --rows) shift; read -ra rows <<<"$1"; kind=some ;;
        *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
done

for part in machine sink postgres senders verify report rounds million; do
    # shellcheck source=/dev/null
    source "bench/parts/$part.sh"
done

work=$(mktemp -d "${TMPDIR:-/tmp}/ses-bench.XXXXXX")
chmod 755 "$work"
trap end_all EXIT
trap 'exit 130' INT TERM

build() {
    echo "building" >&2
    ./eng/install.sh >&2
    local project
    for project in bench/Ses.Throughput bench/peers/MailKit; do
        dotnet build "$project" -c Release -v quiet -p:RunAnalyzers=false >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
    done
}

[ -z "$build" ] || build
if [ $kind = million ]; then
    measure_million
else
    measure_rounds
    print_table
fi
write_results $kind

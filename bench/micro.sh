#!/usr/bin/env bash
# Runs Ses.Benchmarks with a private PostgreSQL beside it. Arguments go to BenchmarkDotNet; without any, all benchmarks run (about 10 minutes).
#
#   bench/micro.sh --filter '*Compose*'
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

for part in machine postgres; do
    # shellcheck source=/dev/null
    source "bench/parts/$part.sh"
done
work=$(mktemp -d "${TMPDIR:-/tmp}/ses-bench.XXXXXX")
chmod 755 "$work"
trap end_all EXIT
trap 'exit 130' INT TERM

./eng/install.sh
dotnet build bench/Ses.Benchmarks -c Release -v quiet -p:RunAnalyzers=false
start_postgres
create_database micro
[ $# -gt 0 ] || set -- --filter '*'
SES_BENCH_POSTGRES=$(postgres_database micro) artifacts/bin/Ses.Benchmarks/release/Ses.Benchmarks "$@"

#!/usr/bin/env bash
# Measures the SQL stores, each against what its database does without us, in one run:
#   bench/storage.sh [cycle] [import] [claim] [reports] [--quick] [--no-sqlite] [--no-postgres] [--rows N] …
# A private PostgreSQL runs on loopback while it lasts, with its data in a temporary folder and not as root. Ends with lines of name, value, unit.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

folder=$(mktemp -d "${TMPDIR:-/tmp}/ses-storage-bench.XXXXXX")
server=
finish() {
    if [ -n "$server" ]; then kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

program() { command -v "$1" || ls -d /usr/lib/postgresql/*/bin/"$1" | tail -n 1; }
as_somebody() { if [ "$(id -u)" = 0 ]; then exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else exec "$@"; fi; }

command -v sqlite3 >/dev/null || { echo "sqlite3 is missing; as root: apt-get install sqlite3" >&2; exit 1; }
dotnet build bench/Storage -c Release -v quiet
bench=artifacts/bin/StorageBench/release/StorageBench

arguments=(--folder "$folder")
if [[ " $* " != *" --no-postgres "* ]]; then
    mkdir "$folder/postgres"
    chmod 755 "$folder"
    [ "$(id -u)" != 0 ] || chown nobody "$folder/postgres"
    (as_somebody "$(program initdb)" --pgdata "$folder/postgres" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync >/dev/null)
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    as_somebody "$(program postgres)" -D "$folder/postgres" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c shared_buffers=512MB -c max_wal_size=8GB -c max_connections=50 -c log_min_messages=fatal >"$folder/postgres.log" 2>&1 &
    server=$!
    "$(program pg_isready)" -h 127.0.0.1 -p "$port" -t 60 >/dev/null || { sleep 2; "$(program pg_isready)" -h 127.0.0.1 -p "$port" -t 60 >/dev/null; }
    arguments+=(--postgres "Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres;Timeout=60;Command Timeout=600;Max Auto Prepare=200" --server "$server")
fi

parts=() rest=()
for argument; do
    case $argument in cycle | import | claim | reports) parts+=("$argument") ;; *) rest+=("$argument") ;; esac
done
[ ${#parts[@]} -gt 0 ] || parts=(cycle import claim reports)
if [[ " ${parts[*]} " == *" import "* ]]; then
    # Each in a process of its own with a small heap, as in a small container: its peak is what an import needs, not what the collector takes where there is plenty.
    [[ " $* " == *" --no-sqlite "* ]] || DOTNET_GCHeapHardLimit=0x3000000 "$bench" --folder "$folder" import "${rest[@]}"
    [ -z "$server" ] || DOTNET_GCHeapHardLimit=0x3000000 "$bench" "${arguments[@]}" import "${rest[@]}" --no-sqlite
fi

mapfile -t parts < <(printf '%s\n' "${parts[@]}" | grep -vx import)
[ ${#parts[@]} -eq 0 ] || "$bench" "${arguments[@]}" "${parts[@]}" "${rest[@]}"

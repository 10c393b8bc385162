# shellcheck shell=bash
# A private PostgreSQL with its own settings for durability, run by a user who is not root.

as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
    else
        "$@"
    fi
}

start_postgres() {
    local data=$work/postgres
    postgres_bin=$(dirname "$(find /usr/lib/postgresql -name postgres -path '*/bin/*' | sort -V | tail -n 1)")
    mkdir "$data"
    [ "$(id -u)" != 0 ] || chown nobody "$data"
    (cd / && as_postgres "$postgres_bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale C.UTF-8 >"$work/initdb.log")
    postgres_port=$(free_port)
    cd "$data"
    as_postgres "$postgres_bin/postgres" -D "$data" -p "$postgres_port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c shared_buffers=256MB -c max_wal_size=4GB >"$work/postgres.log" 2>&1 &
    postgres_pid=$!
    cd - >/dev/null
    started+=("$postgres_pid")
    await_port "$postgres_port"
    "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port" -t 60
}

postgres_database() { echo "Host=127.0.0.1;Port=$postgres_port;Username=postgres;Database=$1;Timeout=60"; }

# A database that is a copy of another: NAME [OF]
create_database() {
    "$postgres_bin/createdb" -h 127.0.0.1 -p "$postgres_port" -U postgres -T "${2:-template0}" "$1"
}

drop_database() { "$postgres_bin/dropdb" -h 127.0.0.1 -p "$postgres_port" -U postgres --force "$1"; }

# shellcheck shell=bash
# A private PostgreSQL with its own settings for durability, run by a user who is not root.

# PostgreSQL refuses to run as root.
user=()
[ "$(id -u)" != 0 ] || user=(setpriv --reuid=nobody --regid=nogroup --clear-groups)

start_postgres() {
    local data=$work/postgres
    postgres_bin=$(dirname "$(find /usr/lib/postgresql -name postgres -path '*/bin/*' | sort -V | tail -n 1)")
    mkdir "$data"
    [ "$(id -u)" != 0 ] || chown nobody "$data"
    (cd / && "${user[@]}" "$postgres_bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale C.UTF-8 >"$work/initdb.log")
    postgres_port=$(free_port)
    "${user[@]}" "$postgres_bin/postgres" -D "$data" -p "$postgres_port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c shared_buffers=256MB -c max_wal_size=4GB >"$work/postgres.log" 2>&1 &
    postgres_pid=$!
    started[$postgres_pid]=yes
    await_port "$postgres_port"
    # It listens before it takes sessions.
    until "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port"; do
        kill -0 "$postgres_pid"
        sleep 0.1
    done
}

postgres_database() { echo "Host=127.0.0.1;Port=$postgres_port;Username=postgres;Database=$1;Timeout=60"; }

# A database that is a copy of another: NAME [OF]
create_database() {
    "$postgres_bin/createdb" -h 127.0.0.1 -p "$postgres_port" -U postgres -T "${2:-template0}" "$1"
}

drop_database() { "$postgres_bin/dropdb" -h 127.0.0.1 -p "$postgres_port" -U postgres --force "$1"; }

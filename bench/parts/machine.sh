# shellcheck shell=bash
# Times, ports, processes. Whatever was started is ended, however the run ends.

declare -A started

now_us() { echo "${EPOCHREALTIME/[.,]/}"; }

free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# CPU that processes have used so far, in microseconds: PID...
cpu_us() {
    local pid rest total=0 ticks
    ticks=$(getconf CLK_TCK)
    for pid in "$@"; do
        # The name, in parentheses, may hold spaces; what follows it is counted from field 3.
        rest=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) || continue
        # shellcheck disable=SC2086
        set -- $rest
        total=$((total + ${12} + ${13}))
    done
    echo $((total * 1000000 / ticks))
}

# The same of a server and those that it forks, also those that have ended.
cpu_us_of_family() {
    local ticks rest ended
    ticks=$(getconf CLK_TCK)
    rest=$(sed 's/.*) //' "/proc/$1/stat")
    ended=$(echo "$rest" | awk '{ print $14 + $15 }')
    # shellcheck disable=SC2046
    echo $(($(cpu_us "$1" $(cat "/proc/$1/task/$1/children")) + ended * 1000000 / ticks))
}

# Waits until a port answers: PORT
await_port() {
    local i
    for ((i = 0; i < 200; i++)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
        sleep 0.05
    done
    echo "nobody listens on port $1" >&2
    return 1
}

# Ends a process that we started and waits for it; the hard way when it does not listen: PID [SIGNAL]
end_process() {
    local i
    # A number that the system may give to somebody else now is not ours any more.
    unset "started[$1]"
    kill -"${2:-TERM}" "$1" 2>/dev/null || return 0
    for ((i = 0; i < 300; i++)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# PostgreSQL would wait for its clients on TERM.
end_all() {
    local pid
    for pid in "${!started[@]}"; do
        if [ "$pid" = "${postgres_pid:-}" ]; then
            end_process "$pid" INT
        else
            end_process "$pid"
        fi
    done
    rm -rf "$work"
}

median() { sort -n | awk '{ v[NR] = $1 } END { if (NR == 0) exit 1; print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

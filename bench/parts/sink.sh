# shellcheck shell=bash
# Postfix's smtp-sink: takes all mail. Its running counter (-c) is what rates are taken from.

# Starts one: [OPTIONS OF smtp-sink]
start_sink() {
    # As root it wants to become somebody, who could not write the dumps then.
    local stay=()
    [ "$(id -u)" != 0 ] || stay=(-u root)
    sink_port=$(free_port)
    sink_log=$work/sink.log
    smtp-sink "${stay[@]}" -c "$@" "127.0.0.1:$sink_port" 512 >"$sink_log" 2>"$work/sink.err" &
    sink_pid=$!
    started[$sink_pid]=yes
    await_port "$sink_port"
}

stop_sink() { end_process "$sink_pid"; }

# Mails that it has taken: "sess=1 quit=0 mesg=42", once for each, parted by carriage returns.
sink_count() {
    local last
    last=$(tail -c 200 "$sink_log" | tr '\r' '\n' | grep -ao '^sess=[0-9]* quit=[0-9]* mesg=[0-9]*' | tail -n 1)
    echo "${last##*=}" | sed 's/^$/0/'
}

# Waits for the first mail, or the so-many-eth: SECONDS [COUNT]
await_mail() {
    local deadline=$(($(now_us) + $1 * 1000000))
    until [ "$(sink_count)" -ge "${2:-1}" ]; do
        [ "$(now_us)" -lt "$deadline" ] || { echo "only $(sink_count) mails reached the sink within $1 seconds" >&2; return 1; }
        sleep 0.05
    done
}

# shellcheck shell=bash
# The rows in turn, round after round: what disturbs the machine for a while disturbs them all.

measure_rounds() {
    local round row
    start_postgres
    verify_rows
    prepare_recipients
    for ((round = 1; round <= rounds; round++)); do
        measure_limit
        for row in "${rows[@]}"; do
            measure_row "$row"
        done
    done
    measure_singles
    summarize
}

# Signatures a second by wall clock, all cores at once: no sender can be faster.
measure_limit() {
    openssl speed -elapsed -multi "$(nproc)" -seconds 2 rsa2048 2>/dev/null >"$work/openssl.out"
    # Columns differ by version; they are counted from the right, as the heading has them.
    awk '/sign\/s/ { for (i = 1; i <= NF; i++) if ($i == "sign/s") back = NF - i } /^rsa +2048/ { print $(NF - back) }' "$work/openssl.out" >>"$work/limit"
    say limit "$(tail -n 1 "$work/limit") a second"
}

# As many as the limit allows in the time of a row: a sender that ran out of them would be measured idle.
prepare_recipients() {
    measure_limit
    local seconds=$((warmup + measured + 1))
    [[ " ${rows[*]} " != *" ses_postgres_two_nodes "* ]] || seconds=$((2 * (nodes_warmup + measured + 1)))
    recipients=$(awk -v seconds=$seconds '{ printf "%d", ($1 * 0.9 * seconds + 1000) / 1000; print "000" }' "$work/limit" | tail -n 1)
    rm "$work/limit"
    openssl genrsa -out "$work/dkim.pem" 2048 2>/dev/null
    local throughput=artifacts/bin/Ses.Throughput/release/Ses.Throughput
    $throughput --csv "$work/recipients.csv" --count 5000
    say prepare "$recipients recipients"
    $throughput --prepare --count "$recipients" --store sqlite "$work/prepared.db" >/dev/null
    create_database prepared
    $throughput --prepare --count "$recipients" --store postgres "$(postgres_database prepared)" >/dev/null
}

measure_row() {
    local name=$1
    senders=()
    start_sink
    "start_$name"
    await_mail 60
    case $name in
        *two_nodes)
            # The first alone, then both, each when all its code is compiled: what a fleet costs, not what its start does.
            measure_time ses_postgres_one_node "$nodes_warmup"
            start_second_node
            measure_time "$name" "$nodes_warmup"
            ;;
        *) measure_time "$name" "$warmup" ;;
    esac
    case $name in
        ses_*)
            [ "$(sink_count)" -lt "$recipients" ] || { echo "$name ran out of recipients: a faster machine needs more" >&2; return 1; }
            stop_ses second
            stop_ses main
            ;;
        *) end_process "${senders[0]}" ;;
    esac
    stop_sink
    [ "$(type -t "after_$name")" != function ] || "after_$name"
}

# What is sent in the time of a row, behind a time that does not count: NAME WARMUP
measure_time() {
    local before after
    sleep "$2"
    before=$(snapshot "$1")
    sleep "$measured"
    after=$(snapshot "$1")
    keep "$1" "$before" "$after"
}

# Time, mails, CPU of the sender, of the sink and of PostgreSQL, then CPU and allocation by the sender's own account.
snapshot() {
    local own="0 0 0"
    case $1 in ses_*) mark_ses main && own=$heard ;; esac
    echo "$(now_us) $(sink_count) $(cpu_us "${senders[@]}") $(cpu_us "$sink_pid") $(cpu_us_of_family "$postgres_pid") $own"
}

# A line a round and row: mails a second, CPU a mail of the sender, the sink and PostgreSQL, octets allocated, CPU without the signature.
keep() {
    local line
    line=$(awk -v before="$2" -v after="$3" -v signature="${signature_us:-0}" 'BEGIN {
        split(before, b); split(after, a); mails = a[2] - b[2]
        if (mails <= 0) exit 1
        cpu = (a[3] - b[3]) / mails
        printf "%.0f %.0f %.0f %.0f %.0f %.0f\n", mails * 1e6 / (a[1] - b[1]), cpu, (a[4] - b[4]) / mails, (a[5] - b[5]) / mails, (a[7] - b[7]) / mails, cpu - signature
    }') || { echo "$1: no mail reached the sink while it was measured" >&2; cat "$work/sender.log" >&2; return 1; }
    echo "$line" >>"$work/row.$1"
    say "$1" "${line%% *} mails a second"
}

# Single messages at 20 a second, alone and beside a task.
measure_singles() {
    local store stores=(memory sqlite)
    [ "$kind" != quick ] || stores=(sqlite)
    for store in "${stores[@]}"; do
        case " ${rows[*]} " in *" ses_"*"$store"*) ;; *) continue ;; esac
        local options=(--store memory)
        if [ $store = sqlite ]; then
            rm -f "$work"/run.db*
            cp "$work/prepared.db" "$work/run.db"
            options=(--store sqlite "$work/run.db")
        fi
        start_sink
        artifacts/bin/Ses.Throughput/release/Ses.Throughput --smtp "127.0.0.1:$sink_port" --connections $connections --count "$recipients" \
            --singles 20 --seconds $measured "${options[@]}" >"$work/singles.$store"
        stop_sink
        say "singles, $store" "$(grep -h p99_vs_idle_p50 "$work/singles.$store")"
    done
}

summarize() {
    local row
    note limit "$(median <"$work/limit")" signatures/s
    for row in "${rows[@]}"; do
        [ "$row" != ses_postgres_two_nodes ] || summarize_row ses_postgres_one_node
        summarize_row "$row"
    done
    local limit
    limit=$(noted limit)
    note plain_vs_limit "$(ratio "$(noted ses_inmemory_plain)" "$limit")" ratio
    note full_vs_limit "$(ratio "$(noted ses_inmemory_full)" "$limit")" ratio
    note sqlite_vs_limit "$(ratio "$(noted ses_sqlite_full)" "$limit")" ratio
    note postgres_vs_limit "$(ratio "$(noted ses_postgres_full)" "$limit")" ratio
    note alloc_bytes_per_message "$(noted ses_inmemory_full_alloc_bytes)" octets
    note cpu_us_per_message "$(noted ses_inmemory_full_own_us)" us
    note postgres_two_nodes_vs_one "$(ratio "$(with_server ses_postgres_two_nodes)" "$(with_server ses_postgres_one_node)")" ratio
    local store name value
    for store in memory sqlite; do
        [ -f "$work/singles.$store" ] || continue
        while IFS=$'\t' read -r name value; do
            case $name in
                p99_vs_idle_p50) note "transactional_p99_vs_idle_p50$([ $store = sqlite ] || echo _memory)" "$value" ratio ;;
                *_ms) note "transactional_${store}_$name" "$value" ms ;;
                bulk_*) note "transactional_${store}_$name" "$value" messages ;;
            esac
        done <"$work/singles.$store"
    done
}

summarize_row() {
    local column names=("" cpu_us sink_us postgres_us alloc_bytes own_us)
    note "$1" "$(cut -d ' ' -f 1 "$work/row.$1" | median)" messages/s
    for column in $(columns_of "$1"); do
        note "${1}_${names[$column]}" "$(cut -d ' ' -f $((column + 1)) "$work/row.$1" | median)" "$([ "$column" = 4 ] && echo octets || echo us)"
    done
}

# Which of the columns mean something: ROW
columns_of() {
    case $1 in
        *_one_node | *_two_nodes) echo 1 2 3 ;;
        *postgres*) echo 1 2 3 4 5 ;;
        ses_*) echo 1 2 4 5 ;;
        *) echo 1 2 ;;
    esac
}

# CPU a mail with PostgreSQL's: ROW
with_server() { [ ! -f "$work/row.$1" ] || echo $(($(noted "$1_cpu_us") + $(noted "$1_postgres_us"))); }

say() { echo "$(date -u +%H:%M:%S) $*" >&2; }

# shellcheck shell=bash
# A million recipients on SQLite, and what changes on the way there: each size in a database of its own, import and sending in processes of their own.

measure_million() {
    local count
    for count in ${SES_BENCH_COUNTS:-10000 100000 1000000}; do
        measure_count "$count"
    done
    note peak_mb "$(noted "peak_mb_$count")" MB
    note rate_million_vs_100000 "$(ratio "$(noted rate_1000000)" "$(noted rate_100000)")" ratio
    note rate_million_vs_10000 "$(ratio "$(noted rate_1000000)" "$(noted rate_10000)")" ratio
    note peak_million_vs_10000 "$(ratio "$(noted peak_mb_1000000)" "$(noted peak_mb_10000)")" ratio
}

measure_count() {
    local count=$1 throughput=artifacts/bin/Ses.Throughput/release/Ses.Throughput from until peak
    rm -f "$work"/million.db*
    say "$count" "import"
    $throughput --prepare --count "$count" --store sqlite "$work/million.db" >"$work/import.out"
    note "import_${count}" "$(awk -F '\t' '$1 == "imported" { printf "%.0f", $2 / $3 }' "$work/import.out")" rows/s
    note "import_peak_mb_${count}" "$(awk -F '\t' '$1 == "imported" { printf "%.0f", $6 / 1048576 }' "$work/import.out")" MB
    say "$count" "send"
    start_sink
    $throughput --smtp "127.0.0.1:$sink_port" --connections $connections --count "$count" --store sqlite "$work/million.db" >"$work/million.out" 2>"$work/sender.log" &
    senders=()
    began $!
    await_mail 600
    from=$(now_us)
    await_mail $((60 + count / 100)) "$count"
    until=$(now_us)
    wait "${senders[0]}"
    unset "started[${senders[0]}]"
    stop_sink
    peak=$(sed -n 's/^peak memory *\([0-9]*\) MB/\1/p' "$work/million.out")
    note "rate_${count}" $((count * 1000000 / (until - from))) messages/s
    note "peak_mb_${count}" "$peak" MB
    note "allocated_${count}" "$(sed -n 's/^allocated *\([0-9]*\).*/\1/p' "$work/million.out")" octets
    note "database_octets_per_message_${count}" $(($(stat -c %s "$work/million.db") / count)) octets
    say "$count" "$(noted "rate_${count}") mails a second, peak memory $peak MB"
}

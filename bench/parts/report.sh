# shellcheck shell=bash
# What was measured: a table for people, then plain lines.

# What could not be measured is not noted: NAME VALUE UNIT
note() {
    case $2 in "" | -) ;; *) printf '%s\t%s\t%s\n' "$@" >>"$work/notes.tsv" ;; esac
}

noted() { awk -F '\t' -v name="$1" '$1 == name { value = $2 } END { print value }' "$work/notes.tsv"; }

ratio() { awk -v a="$1" -v b="$2" -v places="${3:-2}" 'BEGIN { if (a != "" && b > 0) printf "%.*f", places, a / b; else print "-" }'; }

print_table() {
    local row rate
    printf '\n%-24s %10s %9s %13s %11s %14s %13s\n' "" "mails/s" "÷ limit" "CPU µs/mail" "sink µs" "PostgreSQL µs" "octets/mail"
    for row in limit "${rows[@]}"; do
        rate=$(noted "$row")
        printf '%-24s %10s %8s %12s %10s %13s %13s\n' "$row" "$rate" "$(ratio "$rate" "$(noted limit)")" \
            "$(noted "${row}_cpu_us")" "$(noted "${row}_sink_us")" "$(noted "${row}_postgres_us")" "$(noted "${row}_alloc_bytes")"
    done
    echo
}

# Every name of the bench, then what else was noted.
print_lines() {
    local names="limit smtp_source nodemailer mailkit mailkit_native_rsa ses_inmemory_plain ses_inmemory_full ses_sqlite_full ses_postgres_full
        plain_vs_limit full_vs_limit sqlite_vs_limit postgres_vs_limit alloc_bytes_per_message cpu_us_per_message transactional_p99_vs_idle_p50
        postgres_two_nodes_vs_one"
    awk -F '\t' -v names="$names" '
        { value[$1] = $0; if (!($1 in seen)) { seen[$1] = 1; order[++count] = $1 } }
        END {
            wanted = split(names, first, /[ \n]+/)
            for (i = 1; i <= wanted; i++) if (first[i] in value) { print value[first[i]]; delete value[first[i]] }
            for (i = 1; i <= count; i++) if (order[i] in value) print value[order[i]]
        }' "$work/notes.tsv"
}

# Written with what is needed to compare: when, which commit, which machine. KIND
write_results() {
    local file=artifacts/bench/$1.tsv changed=
    git diff --quiet HEAD 2>/dev/null || changed=+changes
    mkdir -p artifacts/bench
    {
        printf '# kind\t%s\n# date\t%s\n# commit\t%s\n# machine\t%s\n' "$1" "$(date -u +%Y-%m-%dT%H:%MZ)" \
            "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)$changed" \
            "$(nproc) × $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), load $(cut -d ' ' -f 1 /proc/loadavg) when it ended, .NET $(dotnet --version)"
        print_lines
    } >"$file"
    cat "$file" | grep -v '^#'
    echo "written to $file; ./bench/compare.sh compares it with the one kept last, ./bench/compare.sh --keep keeps it" >&2
}

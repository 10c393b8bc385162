# shellcheck shell=bash
# One function for each row: starts the sender against the sink, and notes its process in senders. All have 20 connections and send for ever.

connections=20
senders=()

began() {
    senders+=("$1")
    started[$1]=yes
}

start_smtp_source() {
    # No signature and no variables: what the sink and the machine allow.
    smtp-source -d -s $connections -m 100000000 -F "$work/mail.eml" -f editor@letters.harbour.example -t reader@r1.example "127.0.0.1:$sink_port" >"$work/sender.log" 2>&1 &
    began $!
}

start_nodemailer() {
    NODE_PATH=artifacts/judges/npm/node_modules node bench/peers/nodemailer.cjs "$sink_port" $connections "$work/dkim.pem" "$work/recipients.csv" >"$work/sender.log" 2>&1 &
    began $!
}

start_mailkit() { start_mailkit_by bouncycastle; }

start_mailkit_native_rsa() { start_mailkit_by native; }

start_mailkit_by() {
    artifacts/bin/MailKitPeer/release/MailKitPeer "$1" "$sink_port" $connections "$work/dkim.pem" "$work/recipients.csv" >"$work/sender.log" 2>&1 &
    began $!
}

start_ses_inmemory_plain() { start_ses main --plain --store memory; }

start_ses_inmemory_full() { start_ses main --store memory; }

start_ses_sqlite_full() {
    rm -f "$work"/run.db*
    cp "$work/prepared.db" "$work/run.db"
    start_ses main --store sqlite "$work/run.db"
}

start_ses_postgres_full() {
    create_database run prepared
    start_ses main --store postgres "$(postgres_database run)"
}

after_ses_postgres_full() { drop_database run; }

# One process that begins the task, then a second that sends from the same database.
start_ses_postgres_two_nodes() { start_ses_postgres_full; }

start_second_node() { start_ses second --join --store postgres "$(postgres_database run)"; }

after_ses_postgres_two_nodes() { drop_database run; }

# Starts Ses.Throughput with standard input and output in our hands: NAME OPTIONS...
declare -A to_ses from_ses pid_of_ses
start_ses() {
    local name=$1
    shift
    rm -f "$work/$name.in" "$work/$name.out"
    mkfifo "$work/$name.in" "$work/$name.out"
    artifacts/bin/Ses.Throughput/release/Ses.Throughput --smtp "127.0.0.1:$sink_port" --connections $connections --count "$recipients" --until-told "$@" \
        <"$work/$name.in" >"$work/$name.out" 2>"$work/sender.log" &
    began $!
    pid_of_ses[$name]=$!
    local to from
    exec {to}>"$work/$name.in" {from}<"$work/$name.out"
    to_ses[$name]=$to from_ses[$name]=$from
    hear_ses "$name" signature
    signature_us=$heard
    hear_ses "$name" sending
}

# Reads what it says up to a line of a name, and leaves the rest of that in heard: NAME LINE
hear_ses() {
    local line
    while IFS= read -r -t 600 -u "${from_ses[$1]}" line; do
        heard=${line#*$'\t'}
        [ "${line%%$'\t'*}" != "$2" ] || return 0
    done
    echo "the sender did not come to say '$2':" >&2
    cat "$work/sender.log" >&2
    return 1
}

# CPU, allocated octets and peak memory so far, by its own account, in heard: NAME
mark_ses() {
    echo mark >&"${to_ses[$1]}"
    hear_ses "$1" mark
}

stop_ses() {
    [ -n "${to_ses[$1]:-}" ] || return 0
    echo stop >&"${to_ses[$1]}"
    local to=${to_ses[$1]} from=${from_ses[$1]}
    exec {to}>&- {from}<&-
    unset "to_ses[$1]" "from_ses[$1]"
    end_process "${pid_of_ses[$1]}" CONT
}

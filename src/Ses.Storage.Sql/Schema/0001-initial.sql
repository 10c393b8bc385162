-- Tables of Ses. {id}, {int}, {long}, {text} and {bytes} are each database's own types. Times are UTC ticks, payloads are JSON.

CREATE TABLE ses_last_ids (
    account {text} NOT NULL,
    kind {text} NOT NULL,
    last {long} NOT NULL,
    PRIMARY KEY (account, kind)
) {clustered};

CREATE TABLE ses_nodes (
    epoch {int} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    expires_at {long} NOT NULL,
    is_gone {int} NOT NULL
);
CREATE INDEX ix_ses_nodes_expires ON ses_nodes (expires_at) WHERE is_gone = 0;

CREATE TABLE ses_messages (
    id {id} NOT NULL PRIMARY KEY,
    account {text} NOT NULL,
    accepted_at {long} NOT NULL,
    sender {text} NOT NULL,
    task {long} NULL,
    has_content {int} NOT NULL,
    payload {text} NOT NULL
) {clustered};
-- What retention will empty.
CREATE INDEX ix_ses_messages_content ON ses_messages (accepted_at) WHERE has_content = 1;

-- Attachments and raw messages, by the SHA-256 of their bytes, each stored once.
CREATE TABLE ses_blobs (
    hash {bytes} NOT NULL,
    chunk {int} NOT NULL,
    data {bytes} NOT NULL,
    PRIMARY KEY (hash, chunk)
);
CREATE TABLE ses_message_blobs (
    message {id} NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (message, hash)
) {clustered};
CREATE INDEX ix_ses_message_blobs_hash ON ses_message_blobs (hash);

CREATE TABLE ses_idempotency_keys (
    account {text} NOT NULL,
    idempotency_key {text} NOT NULL,
    request_hash {id} NOT NULL,
    message {id} NOT NULL,
    expires_at {long} NOT NULL,
    PRIMARY KEY (account, idempotency_key)
) {clustered};
CREATE INDEX ix_ses_idempotency_keys_expires ON ses_idempotency_keys (expires_at);

-- A lane of one day. Its first free delivery is not before (first_due, first_id); first_due is that delivery's due time, NULL where there is none. It is looked at
-- from look_at on: then, or later where its pace allows no more.
CREATE TABLE ses_lanes (
    id {long} NOT NULL PRIMARY KEY,
    cohort {int} NOT NULL,
    stream {int} NOT NULL,
    account {text} NOT NULL,
    domain {text} NOT NULL,
    first_due {long} NULL,
    first_id {id} NULL,
    look_at {long} NULL
);
CREATE UNIQUE INDEX ix_ses_lanes_key ON ses_lanes (account, domain, stream, cohort);
CREATE INDEX ix_ses_lanes_due ON ses_lanes (stream, look_at, account, domain) WHERE look_at IS NOT NULL;
CREATE INDEX ix_ses_lanes_cohort ON ses_lanes (cohort);

CREATE TABLE ses_deliveries (
    id {id} NOT NULL,
    message {id} NOT NULL,
    recipient_hash {id} NOT NULL,
    lane {long} NOT NULL,
    due_at {long} NOT NULL,
    accepted_at {long} NOT NULL,
    expires_at {long} NOT NULL,
    updated_at {long} NULL,
    template {long} NULL,
    task {long} NULL,
    state {int} NOT NULL,
    attempts {int} NOT NULL,
    facts {int} NOT NULL,
    sequence {int} NOT NULL,
    opens {int} NOT NULL,
    clicks {int} NOT NULL,
    charged_day {int} NULL,
    stream {int} NOT NULL,
    kind {int} NOT NULL,
    account {text} NOT NULL,
    sender_domain {text} NOT NULL,
    recipient_domain {text} NOT NULL,
    recipient {text} NOT NULL,
    recipient_name {text} NULL,
    data {text} NULL,
    reply {text} NULL,
    extras {text} NULL,
    PRIMARY KEY (id)
) {clustered} {partition by id};
{recipient index}
CREATE INDEX ix_ses_deliveries_message ON ses_deliveries (message, id);
-- What waits, by lane.
CREATE INDEX ix_ses_deliveries_queue ON ses_deliveries (lane, due_at, id) WHERE state = 0;
-- What waits for a person: held and parked. Nearly always empty.
CREATE INDEX ix_ses_deliveries_aside ON ses_deliveries (id) WHERE state IN (6, 7);

-- Variables that are too long to stand in their delivery's row, which is written again with each settle.
CREATE TABLE ses_variables (
    delivery {id} NOT NULL,
    data {text} NOT NULL,
    PRIMARY KEY (delivery)
) {partition by delivery};

-- What nodes have in hand. It is apart, so that a claim writes a few small rows that are soon gone, and not the deliveries and all their indexes.
CREATE TABLE ses_claims (
    delivery {id} NOT NULL PRIMARY KEY,
    epoch {int} NOT NULL
) {clustered};
-- Not with the delivery: a planner that believes claims to be few would look deliveries up in it, and read all of it for each.
CREATE INDEX ix_ses_claims_epoch ON ses_claims (epoch);

-- In the order in which they come: a key of the delivery would scatter what one settle writes.
CREATE TABLE ses_facts (
    delivery {id} NOT NULL,
    sequence {int} NOT NULL,
    kind {int} NOT NULL,
    at {long} NOT NULL,
    class {int} NULL,
    by_machine {int} NOT NULL,
    source_id {text} NULL,
    attempt {text} NULL,
    detail {text} NULL,
    PRIMARY KEY (delivery, sequence)
) {partition by delivery};

-- The dialogues of attempts, beside their facts, since they go sooner.
CREATE TABLE ses_transcripts (
    delivery {id} NOT NULL,
    sequence {int} NOT NULL,
    at {long} NOT NULL,
    dialogue {text} NOT NULL,
    PRIMARY KEY (delivery, sequence)
) {partition by delivery};
CREATE INDEX ix_ses_transcripts_at ON ses_transcripts (at);

CREATE TABLE ses_quarter_hours (
    account {text} NOT NULL,
    start {long} NOT NULL,
    sender_domain {text} NOT NULL,
    template {long} NOT NULL,
    task {long} NOT NULL,
    stream {int} NOT NULL,
    shard {int} NOT NULL,
    {counters},
    PRIMARY KEY (account, start, sender_domain, template, task, stream, shard)
) {clustered};

-- The quarter hours summed by the day, so that reports over months need not read them.
CREATE TABLE ses_days (
    account {text} NOT NULL,
    day {int} NOT NULL,
    sender_domain {text} NOT NULL,
    template {long} NOT NULL,
    task {long} NOT NULL,
    stream {int} NOT NULL,
    shard {int} NOT NULL,
    {counters},
    PRIMARY KEY (account, day, sender_domain, template, task, stream, shard)
) {clustered};

CREATE TABLE ses_recipient_days (
    account {text} NOT NULL,
    day {int} NOT NULL,
    sender_domain {text} NOT NULL,
    recipient_domain {text} NOT NULL,
    shard {int} NOT NULL,
    {counters},
    magnitude {int} NOT NULL DEFAULT 0,
    PRIMARY KEY (account, day, recipient_domain, sender_domain, shard)
) {clustered};
-- The domains of a day that were asked for most, by powers of four of the requests.
CREATE INDEX ix_ses_recipient_days_top ON ses_recipient_days (account, day, magnitude) WHERE magnitude > 0;

CREATE TABLE ses_quotas (
    account {text} NOT NULL,
    sender_domain {text} NOT NULL,
    day {int} NOT NULL,
    epoch {int} NOT NULL,
    granted {long} NOT NULL,
    charged {long} NOT NULL,
    PRIMARY KEY (account, sender_domain, day, epoch)
) {clustered};
CREATE INDEX ix_ses_quotas_epoch ON ses_quotas (epoch);

CREATE TABLE ses_pace (
    pace_key {text} NOT NULL PRIMARY KEY,
    end_at {long} NOT NULL
) {clustered};

CREATE TABLE ses_domains (
    account {text} NOT NULL,
    name {text} NOT NULL,
    version {int} NOT NULL,
    next_check_at {long} NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (account, name)
) {clustered};
CREATE INDEX ix_ses_domains_due ON ses_domains (next_check_at) WHERE next_check_at IS NOT NULL;

CREATE TABLE ses_addresses (
    account {text} NOT NULL,
    sort_key {text} NOT NULL,
    domain {text} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (account, sort_key)
) {clustered};
CREATE INDEX ix_ses_addresses_domain ON ses_addresses (account, domain);

CREATE TABLE ses_templates (
    account {text} NOT NULL,
    id {long} NOT NULL,
    name {text} NOT NULL,
    folded_name {text} NOT NULL,
    version {int} NOT NULL,
    is_removed {int} NOT NULL,
    PRIMARY KEY (account, id)
) {clustered};
CREATE UNIQUE INDEX ix_ses_templates_name ON ses_templates (account, name) WHERE is_removed = 0;
CREATE TABLE ses_template_versions (
    account {text} NOT NULL,
    template {long} NOT NULL,
    version {int} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (account, template, version)
);

CREATE TABLE ses_groups (
    account {text} NOT NULL,
    id {long} NOT NULL,
    group_key {long} NOT NULL,
    name {text} NOT NULL,
    folded_name {text} NOT NULL,
    description {text} NOT NULL,
    members {long} NOT NULL,
    last_ordinal {long} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (account, id)
) {clustered};
CREATE UNIQUE INDEX ix_ses_groups_key ON ses_groups (group_key);
CREATE UNIQUE INDEX ix_ses_groups_name ON ses_groups (account, name);
CREATE UNIQUE INDEX ix_ses_groups_description ON ses_groups (account, description);
-- Groups that are deleted and whose members are being deleted.
CREATE TABLE ses_removed_groups (
    group_key {long} NOT NULL PRIMARY KEY
);
CREATE TABLE ses_members (
    group_key {long} NOT NULL,
    ordinal {long} NOT NULL,
    address_hash {id} NOT NULL,
    address {text} NOT NULL,
    data {text} NULL,
    PRIMARY KEY (group_key, ordinal)
) {clustered};
CREATE UNIQUE INDEX ix_ses_members_address ON ses_members (group_key, address_hash);
CREATE TABLE ses_imports (
    group_key {long} NOT NULL,
    import_key {text} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (group_key, import_key)
) {clustered};

CREATE TABLE ses_tasks (
    account {text} NOT NULL,
    id {long} NOT NULL,
    version {int} NOT NULL,
    state {int} NOT NULL,
    sender_domain {text} NOT NULL,
    run {id} NULL,
    next_step_at {long} NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (account, id)
) {clustered};
CREATE INDEX ix_ses_tasks_due ON ses_tasks (next_step_at) WHERE next_step_at IS NOT NULL;
CREATE INDEX ix_ses_tasks_domain ON ses_tasks (account, sender_domain);
CREATE TABLE ses_task_progress (
    account {text} NOT NULL,
    task {long} NOT NULL,
    shard {int} NOT NULL,
    expanded {long} NOT NULL,
    rejected {long} NOT NULL,
    attempted {long} NOT NULL,
    delivered {long} NOT NULL,
    bounced {long} NOT NULL,
    PRIMARY KEY (account, task, shard)
) {clustered};

CREATE TABLE ses_blocks (
    address_hash {id} NOT NULL,
    account {text} NOT NULL,
    reason {int} NOT NULL,
    sender_domain {text} NOT NULL,
    at {long} NOT NULL,
    expires_at {long} NULL,
    sort_key {text} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (address_hash, account, reason, sender_domain)
) {clustered};
CREATE INDEX ix_ses_blocks_list ON ses_blocks (account, reason, sort_key);

-- Where callbacks go: of the account (sender '') or of a sender address.
CREATE TABLE ses_callback_endpoints (
    account {text} NOT NULL,
    sort_key {text} NOT NULL,
    id {long} NOT NULL,
    sender {text} NOT NULL,
    events {int} NOT NULL,
    is_disabled {int} NOT NULL,
    version {int} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (account, sort_key)
) {clustered};
CREATE UNIQUE INDEX ix_ses_callback_endpoints_id ON ses_callback_endpoints (id);
-- Callbacks that wait. One behind another of its delivery and endpoint is due at the end of time.
CREATE TABLE ses_callbacks (
    delivery {id} NOT NULL,
    sequence {int} NOT NULL,
    endpoint {long} NOT NULL,
    due_at {long} NOT NULL,
    attempts {int} NOT NULL,
    claims {int} NOT NULL,
    created_at {long} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (delivery, sequence)
) {clustered};
CREATE INDEX ix_ses_callbacks_due ON ses_callbacks (endpoint, due_at, delivery, sequence);
CREATE INDEX ix_ses_callbacks_created ON ses_callbacks (created_at);
CREATE TABLE ses_callback_attempts (
    endpoint {long} NOT NULL,
    sort_key {text} NOT NULL,
    at {long} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (endpoint, sort_key)
) {clustered};
CREATE INDEX ix_ses_callback_attempts_at ON ses_callback_attempts (at);

-- How sites are sent to for a while, by source, site and action.
CREATE TABLE ses_site_conditions (
    source {text} NOT NULL,
    site {text} NOT NULL,
    action {int} NOT NULL,
    until {long} NOT NULL,
    payload {text} NOT NULL,
    PRIMARY KEY (source, site, action)
) {clustered};
CREATE INDEX ix_ses_site_conditions_until ON ses_site_conditions (until);

CREATE TABLE ses_mta_sts_policies (
    domain {text} NOT NULL PRIMARY KEY,
    fetched_at {long} NOT NULL,
    expires_at {long} NOT NULL,
    refresh_at {long} NULL,
    payload {text} NOT NULL
) {clustered};
CREATE INDEX ix_ses_mta_sts_policies_refresh ON ses_mta_sts_policies (refresh_at) WHERE refresh_at IS NOT NULL;
CREATE INDEX ix_ses_mta_sts_policies_expires ON ses_mta_sts_policies (expires_at);

-- Rings of keys that all processes share, sealed.
CREATE TABLE ses_secrets (
    ring {text} NOT NULL,
    number {int} NOT NULL,
    sealed {bytes} NOT NULL,
    created_at {long} NOT NULL,
    PRIMARY KEY (ring, number)
);

-- Mail that callers handed over within transactions of their own, not admitted yet.
CREATE TABLE ses_submissions (
    id {id} NOT NULL PRIMARY KEY,
    account {text} NOT NULL,
    submitted_at {long} NOT NULL,
    due_at {long} NOT NULL,
    attempts {int} NOT NULL,
    payload {text} NOT NULL,
    error {text} NULL
);
CREATE INDEX ix_ses_submissions_due ON ses_submissions (due_at, id) WHERE error IS NULL;
CREATE INDEX ix_ses_submissions_aside ON ses_submissions (submitted_at) WHERE error IS NOT NULL;

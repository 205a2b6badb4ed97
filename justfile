# What CI runs.
check:
    .ci/run

# The main job: both services over a fresh SQLite file.
demo *ARGS:
    cargo run -p demo -- {{ARGS}}

# Every test; PostgreSQL's too where its binaries are installed.
test *ARGS:
    cargo test --workspace {{ARGS}}

# Text nobody meant well, by the million, for the draft parser.
fuzz-draft COUNT='1000000' SEED='1':
    STRATA_FUZZ_COUNT={{COUNT}} STRATA_FUZZ_SEED={{SEED}} \
    cargo test --profile fuzz -p plan-core --test draft -- --ignored any_number_of_inputs

# Whether any text takes the draft parser more than linear time; on Linux.
fuzz-draft-time COUNT='500' SEED='1':
    STRATA_FUZZ_COUNT={{COUNT}} STRATA_FUZZ_SEED={{SEED}} \
    cargo test --profile fuzz -p plan-core --test draft -- --ignored in_proportion

# The laws of the core over many more cases than every test run tries.
laws CASES='20000':
    PROPTEST_CASES={{CASES}} cargo test --profile fuzz -p plan-core

# Kills the service fifty times in the middle of a plan; it has to go on where it was.
killed:
    cargo test -p coach-api --test api -- --ignored killed

# Two thousand streams at once (`just load-streams sqlite 500`: fewer, and one database).
load-streams *ARGS:
    ulimit -n 20000 && STRATA_TEST_POSTGRES_DURABLE=1 cargo bench -p coach-api --bench streams -- load {{ARGS}}

# What the generations of as many streams take with nobody listening.
load-unfollowed *ARGS:
    ulimit -n 20000 && STRATA_TEST_POSTGRES_DURABLE=1 cargo bench -p coach-api --bench streams -- unfollowed {{ARGS}}

# What a reader takes who follows a run that somebody else began.
stream-readers *ARGS:
    ulimit -n 20000 && cargo bench -p coach-api --bench streams -- readers {{ARGS}}

# How long a week takes from the model's last byte to the client.
stream-overhead *ARGS:
    STRATA_TEST_POSTGRES_DURABLE=1 cargo bench -p coach-api --bench streams -- overhead {{ARGS}}

# Drafts and plans by a real model on this machine; `just real-model short` for the shortest.
real-model *CASES:
    .ci/real-model {{CASES}}

# The streams as a web page reads them, over connections that break.
event-stream:
    .ci/event-stream

# Every link from the front page on, and an agent's five questions answered by the skill.
discovery:
    .ci/discovery

# Every workout file of 49 plans through Garmin's own decoder.
fit:
    .ci/fit

# The page of a plan in a browser: pictures in target/page, accessibility, print.
page:
    .ci/page

# The README's picture of the page, from a new run.
page-picture:
    .ci/page
    cp target/page/desk-light.png docs/page.png

# How long the core takes; figures in docs/design.md.
bench *ARGS:
    cargo bench -p plan-core -p plan-export --benches -- {{ARGS}}

# Printed plans as poppler and qpdf read them; pictures of them in target/pdf.
pdf:
    .ci/pdf

# How fast a published plan is read, beside nginx and a Python service; a release
# build and some five minutes of a machine that does nothing else.
bench-public *ARGS:
    clients/bench-public/run {{ARGS}}

# The served OpenAPI document, put to the test by schemathesis.
schemathesis *ARGS:
    .ci/schemathesis {{ARGS}}

# What the demo prints, pasted in order.
story:
    .ci/story

# The calendar as other programs read it: PyPI's icalendar, vdirsyncer and khal.
calendar:
    .ci/calendar

fmt:
    cargo fmt --all

lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Break one rule of the core at a time and see whether a test notices; a twelfth
# of all mutants: `just mutants 0/12`. How to read it: docs/design.md.
mutants SHARD *ARGS:
    PROPTEST_CASES=64 CARGO_PROFILE_TEST_DEBUG=0 cargo mutants -p plan-core --sharding round-robin --shard {{SHARD}} {{ARGS}}

# Look at changed snapshots, one by one.
review:
    cargo insta review

# Write docs/openapi/*.json again from the code.
openapi:
    STRATA_WRITE_OPENAPI=1 cargo test -p coach-api -p public-api openapi

# Write docs/checks.md again from the code.
checks:
    STRATA_WRITE_DOCS=1 cargo test -p plan-core --test library checks_page

# What CI runs.
check:
    .ci/run

# The main job: both services over a fresh SQLite file.
demo *ARGS:
    cargo run -p demo -- {{ARGS}}

# Every test; PostgreSQL's too where its binaries are installed.
test *ARGS:
    cargo test --workspace {{ARGS}}

# How long the core takes; figures in docs/design.md.
bench *ARGS:
    cargo bench -p plan-core -p plan-export --benches -- {{ARGS}}

# What the demo prints, pasted in order.
story:
    .ci/story

fmt:
    cargo fmt --all

lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Look at changed snapshots, one by one.
review:
    cargo insta review

# Write docs/openapi/*.json again from the code.
openapi:
    STRATA_WRITE_OPENAPI=1 cargo test -p coach-api -p public-api openapi

# Write docs/checks.md again from the code.
checks:
    STRATA_WRITE_DOCS=1 cargo test -p plan-core --test library checks_page

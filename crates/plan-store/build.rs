//! Compiles the crate again when a migration changes: `embed_migrations!` reads
//! them while it expands, which cargo cannot see.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}

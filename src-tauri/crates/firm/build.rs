//! Builds anew when a migration changes: they are packed into the library, and Cargo would not notice.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}

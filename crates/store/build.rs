//! The migrations are compiled in; a new file has to trigger that.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}

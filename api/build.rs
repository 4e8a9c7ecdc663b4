//! The pages in the binary are built beforehand, never by Cargo: say so when they are missing.

fn main() {
    let page = "../dashboard/dist/index.html";
    println!("cargo::rerun-if-changed={page}");
    if !std::path::Path::new(page).exists() {
        println!(
            "cargo::warning=no dashboard in this build: run `make dashboard` first (Node 20 and npm)"
        );
    }
}

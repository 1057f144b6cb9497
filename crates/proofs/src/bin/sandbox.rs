//! The sandbox program that the tests hand scripts to.

fn main() -> std::process::ExitCode {
    tacit_script::sandbox_main()
}

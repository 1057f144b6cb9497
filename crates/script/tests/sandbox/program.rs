//! A program that is nothing but the sandbox, as `tacit sandbox` is.

fn main() -> std::process::ExitCode {
    tacit_script::sandbox_main()
}

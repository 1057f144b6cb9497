//! A bundled library, compiled once in a process and put into any engine of it.
//!
//! Nothing else is ever loaded as bytecode: a script cannot hand any over, and none comes from outside the process.

use rquickjs::module::{Declared, WriteOptions};
use rquickjs::{Context, Ctx, Module, Runtime};

/// What [`compile`] made. It cannot be made of anything else.
pub(in crate::sandbox) struct Bytecode(Vec<u8>);

/// Compiles the module `source` in an engine of its own. Its text and line table are left out: each function would hold
/// a copy of its own, and they are most of the size.
pub(in crate::sandbox) fn compile(name: &str, source: &str) -> rquickjs::Result<Bytecode> {
    let context = Context::full(&Runtime::new()?)?;
    context.with(|ctx| {
        let options = WriteOptions { strip_source: true, strip_debug: true, ..WriteOptions::default() };
        Module::declare(ctx, name, source)?.write(options).map(Bytecode)
    })
}

impl Bytecode {
    /// Makes the module known to `ctx`, to be evaluated there.
    pub(in crate::sandbox) fn load<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Module<'js, Declared>> {
        // SAFETY: the bytes were written by this very engine in this process, see `compile`.
        unsafe { Module::load(ctx.clone(), &self.0) }
    }
}

//! An engine whose whole state can be set back to how it was when built.
//!
//! A fresh context for each script is the rule. Building one, with the libraries evaluated, costs milliseconds; setting
//! the heap back to a copy costs the time of copying it and gives the same thing, byte for byte.

use std::mem::ManuallyDrop;

use rquickjs::{Context, Ctx, Runtime};

use super::heap::{Heap, Image};

/// The engine, and the state each script starts from.
pub(in crate::sandbox) struct Realm {
    // Never dropped, nor its runtime: the engine would miss the references that were kept for good.
    context: ManuallyDrop<Context>,
    heap: Heap,
    image: Image,
}

impl Realm {
    /// Builds an engine on a heap of at most `size` bytes, lets `prepare` set it up, and keeps that state.
    ///
    /// Native functions given to the engine in `prepare` must be kept referenced by [`Realm::keep`].
    pub(in crate::sandbox) fn build(
        size: usize,
        prepare: impl FnOnce(&Context) -> rquickjs::Result<()>,
    ) -> rquickjs::Result<Self> {
        let heap = Heap::new(size).ok_or(rquickjs::Error::Allocation)?;
        let runtime = ManuallyDrop::new(Runtime::new_with_alloc(heap.clone())?);
        runtime.set_gc_threshold(usize::MAX);
        let context = ManuallyDrop::new(Context::full(&runtime)?);
        prepare(&context)?;
        runtime.run_gc();
        let image = heap.image();
        Ok(Self { context, heap, image })
    }

    /// Makes sure the engine never drops `value`, whatever a script does: what lies outside its heap (a native function's
    /// closure) would be freed, and the reference to it set back.
    pub(in crate::sandbox) fn keep(value: &rquickjs::Value<'_>) {
        std::mem::forget(value.clone());
    }

    /// Uses the engine.
    pub(in crate::sandbox) fn with<R>(&self, use_it: impl FnOnce(Ctx<'_>) -> R) -> R {
        self.context.with(use_it)
    }

    /// The engine's knobs; not to be used within [`Realm::with`].
    pub(in crate::sandbox) fn runtime(&self) -> &Runtime {
        self.context.runtime()
    }

    /// Bytes of heap in use.
    pub(in crate::sandbox) fn live(&self) -> usize {
        self.heap.live()
    }

    /// Bytes of heap touched since the last reset.
    pub(in crate::sandbox) fn touched(&self) -> usize {
        self.heap.touched()
    }

    /// Sets everything back and wipes what was beyond.
    ///
    /// Values cannot outlive [`Realm::with`] by their lifetime; `Persistent` ones made after the build must not either.
    pub(in crate::sandbox) fn reset(&mut self) {
        // SAFETY: the image is of this heap; `&mut self` means no `with` is running, so the only pointers into the heap are
        // the runtime's, the context's and those `prepare` kept, and all of them were there when the image was taken.
        unsafe { self.heap.restore(&self.image) }
    }
}

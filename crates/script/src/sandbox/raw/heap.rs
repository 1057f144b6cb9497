//! The engine's heap: one range of memory, so that its state can be kept and set back as a whole.
//!
//! Blocks are cut from the front of the range; freed ones are kept in lists by size class and never merged. That
//! wastes a little and costs nothing to undo: the whole state is the range's bytes plus [`Books`].

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::cell::Cell;
use std::ptr::{self, NonNull};
use std::rc::Rc;

use rquickjs::allocator::Allocator;

/// What the engine requires of a block's address.
const ALIGN: usize = 16;
/// In front of each block: its capacity, as a `usize`.
const HEADER: usize = 8;
/// Up to this many bytes a class holds one size.
const SMALL: usize = 1024;
/// Classes of one size each, then four to each doubling up to 2^32.
const CLASSES: usize = SMALL / ALIGN + 1 + 22 * 4;

/// The bookkeeping. `0` means none.
#[derive(Clone)]
struct Books {
    /// Offset of the first byte never handed out.
    top: Cell<usize>,
    /// Bytes in blocks that are in use.
    live: Cell<usize>,
    /// For each class the offset of a free block's payload, which holds the offset of the next.
    free: [Cell<usize>; CLASSES],
}

impl Books {
    fn set(&self, other: &Self) {
        self.top.set(other.top.get());
        self.live.set(other.live.get());
        for (mine, theirs) in self.free.iter().zip(&other.free) {
            mine.set(theirs.get());
        }
    }
}

struct Range {
    base: NonNull<u8>,
    size: usize,
    books: Books,
    /// The highest `top` since the last [`Heap::restore`].
    high: Cell<usize>,
}

impl Drop for Range {
    fn drop(&mut self) {
        // SAFETY: allocated in `Heap::new` with this layout; no heap handle is left.
        unsafe { dealloc(self.base.as_ptr(), layout(self.size)) }
    }
}

/// A handle on the range. The engine holds one as its allocator.
#[derive(Clone)]
pub(super) struct Heap(Rc<Range>);

/// A copy of a heap's state.
pub(super) struct Image {
    bytes: Vec<u8>,
    books: Books,
}

/// No stricter than the system's allocator is by itself: only then does it hand out untouched pages.
fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, ALIGN).expect("a size within the address space")
}

impl Heap {
    /// A heap of at most `size` bytes; pages are taken from the system as they are touched.
    pub(super) fn new(size: usize) -> Option<Self> {
        // SAFETY: the layout is not of size zero.
        let base = NonNull::new(unsafe { alloc_zeroed(layout(size)) })?;
        let first = ALIGN - HEADER;
        let books =
            Books { top: Cell::new(first), live: Cell::new(0), free: [const { Cell::new(0) }; CLASSES] };
        Some(Self(Rc::new(Range { base, size, books, high: Cell::new(first) })))
    }

    /// Bytes in use.
    pub(super) fn live(&self) -> usize {
        self.0.books.live.get()
    }

    /// Bytes ever touched since the last restore.
    pub(super) fn touched(&self) -> usize {
        self.0.high.get()
    }

    /// A copy of the state as it is.
    pub(super) fn image(&self) -> Image {
        let books = self.0.books.clone();
        // SAFETY: everything below `top` was allocated zeroed and lies in the range; nothing writes meanwhile.
        let bytes = unsafe { std::slice::from_raw_parts(self.0.base.as_ptr(), books.top.get()) }.to_vec();
        Image { bytes, books }
    }

    /// Sets the state back to `image` and wipes whatever lies beyond it.
    ///
    /// # Safety
    /// `image` is of this heap, and nobody holds a pointer into the heap that was not valid when it was taken.
    pub(super) unsafe fn restore(&self, image: &Image) {
        let base = self.0.base.as_ptr();
        let length = image.bytes.len();
        // SAFETY: `length` and `high` are offsets within the range, by `take`; the image is a separate allocation.
        unsafe {
            ptr::copy_nonoverlapping(image.bytes.as_ptr(), base, length);
            ptr::write_bytes(base.add(length), 0, self.0.high.get().saturating_sub(length));
        }
        self.0.books.set(&image.books);
        self.0.high.set(length);
    }

    /// Cuts `total` bytes from the front; the offset of the payload.
    fn take(&self, total: usize) -> Option<usize> {
        let start = self.0.books.top.get();
        let end = start.checked_add(total).filter(|end| *end <= self.0.size)?;
        self.0.books.top.set(end);
        self.0.high.set(self.0.high.get().max(end));
        Some(start + HEADER)
    }

    fn at(&self, offset: usize) -> *mut u8 {
        debug_assert!(offset < self.0.size);
        // SAFETY: offsets come from `take` and stay within the range.
        unsafe { self.0.base.as_ptr().add(offset) }
    }

    fn offset(&self, payload: *mut u8) -> usize {
        payload as usize - self.0.base.as_ptr() as usize
    }
}

/// Bytes to cut for `size` bytes of payload: header included, rounded up to its class.
fn total_for(size: usize) -> Option<usize> {
    let total = size.max(1).checked_add(HEADER)?.checked_next_multiple_of(ALIGN)?;
    if total <= SMALL {
        return Some(total);
    }
    let step = (1 << (usize::BITS - 1 - (total - 1).leading_zeros())) / 4;
    total.checked_next_multiple_of(step)
}

/// The list a block of `total` bytes belongs to; `None` for one too large to be kept.
fn class_of(total: usize) -> Option<usize> {
    if total <= SMALL {
        return Some(total / ALIGN);
    }
    let power = (usize::BITS - 1 - (total - 1).leading_zeros()) as usize;
    let step = (total - 1 - (1 << power)) / ((1 << power) / 4);
    let class = SMALL / ALIGN + 1 + (power - SMALL.trailing_zeros() as usize) * 4 + step;
    (class < CLASSES).then_some(class)
}

/// Capacity of the block whose payload is at `payload`.
///
/// # Safety
/// `payload` was handed out by a [`Heap`] and not freed.
unsafe fn capacity(payload: *mut u8) -> usize {
    // SAFETY: each payload has its header in front, aligned to 8.
    unsafe { payload.sub(HEADER).cast::<usize>().read() }
}

// SAFETY: blocks are aligned to 16, disjoint, at least as large as asked, and their capacity is in their header.
unsafe impl Allocator for Heap {
    fn alloc(&mut self, size: usize) -> *mut u8 {
        let Some(total) = total_for(size) else { return ptr::null_mut() };
        let books = &self.0.books;
        let offset = match class_of(total).map(|class| &books.free[class]).filter(|list| list.get() != 0) {
            Some(list) => {
                let reused = list.get();
                // SAFETY: a free block's payload starts with the offset of the next.
                list.set(unsafe { self.at(reused).cast::<usize>().read() });
                reused
            }
            None => match self.take(total) {
                Some(offset) => offset,
                None => return ptr::null_mut(),
            },
        };
        books.live.set(books.live.get() + total);
        let payload = self.at(offset);
        // SAFETY: the header lies in front of the payload, inside the block.
        unsafe { payload.sub(HEADER).cast::<usize>().write(total - HEADER) };
        payload
    }

    fn calloc(&mut self, count: usize, size: usize) -> *mut u8 {
        let Some(bytes) = count.checked_mul(size) else { return ptr::null_mut() };
        let payload = self.alloc(bytes);
        if !payload.is_null() {
            // SAFETY: the block holds at least `bytes`.
            unsafe { payload.write_bytes(0, bytes) };
        }
        payload
    }

    unsafe fn dealloc(&mut self, payload: *mut u8) {
        // SAFETY: as the caller promises.
        let total = unsafe { capacity(payload) } + HEADER;
        let offset = self.offset(payload);
        let books = &self.0.books;
        books.live.set(books.live.get() - total);
        if offset - HEADER + total == books.top.get() {
            books.top.set(offset - HEADER);
        } else if let Some(class) = class_of(total) {
            // SAFETY: the block is free now and at least 8 bytes long.
            unsafe { payload.cast::<usize>().write(books.free[class].get()) };
            books.free[class].set(offset);
        }
    }

    unsafe fn realloc(&mut self, payload: *mut u8, size: usize) -> *mut u8 {
        if payload.is_null() {
            return self.alloc(size);
        }
        // SAFETY: as the caller promises.
        let have = unsafe { capacity(payload) };
        if size <= have && (have <= SMALL || size > have / 2) {
            return payload;
        }
        let offset = self.offset(payload);
        let books = &self.0.books;
        if size > have && offset + have == books.top.get() {
            let Some(total) = total_for(size) else { return ptr::null_mut() };
            if self.take(total - HEADER - have).is_none() {
                return ptr::null_mut();
            }
            books.live.set(books.live.get() + total - HEADER - have);
            // SAFETY: the block is ours and now reaches further.
            unsafe { payload.sub(HEADER).cast::<usize>().write(total - HEADER) };
            return payload;
        }
        let moved = self.alloc(size);
        if !moved.is_null() {
            // SAFETY: both blocks are ours and disjoint; the shorter length is copied.
            unsafe {
                ptr::copy_nonoverlapping(payload, moved, have.min(size));
                self.dealloc(payload);
            }
        }
        moved
    }

    unsafe fn usable_size(payload: *mut u8) -> usize {
        // SAFETY: as the caller promises.
        unsafe { capacity(payload) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A block as the engine knows it: where, how long, and what it wrote there.
    struct Block {
        payload: *mut u8,
        size: usize,
        fill: u8,
    }

    impl Block {
        fn write(&self) {
            // SAFETY: the block is at least that long.
            unsafe { self.payload.write_bytes(self.fill, self.size) }
        }

        fn holds(&self, length: usize) -> bool {
            // SAFETY: the block is at least that long and was written.
            unsafe { std::slice::from_raw_parts(self.payload, length) }.iter().all(|byte| *byte == self.fill)
        }
    }

    /// Does what the numbers say; every block must keep what was written into it.
    fn work(heap: &mut Heap, blocks: &mut Vec<Block>, steps: &[(u8, usize, u8)]) {
        for &(action, size, fill) in steps {
            let index = size % blocks.len().max(1);
            match action % 4 {
                0 if !blocks.is_empty() => {
                    let block = blocks.swap_remove(index);
                    assert!(block.holds(block.size));
                    // SAFETY: handed out by this heap and not freed.
                    unsafe { heap.dealloc(block.payload) };
                }
                1 if !blocks.is_empty() => {
                    let block = &mut blocks[index];
                    // SAFETY: as above.
                    let payload = unsafe { heap.realloc(block.payload, size) };
                    assert!(!payload.is_null());
                    block.payload = payload;
                    assert!(block.holds(block.size.min(size)));
                    *block = Block { payload, size, fill };
                    block.write();
                }
                _ => {
                    let payload = if action % 4 == 2 { heap.calloc(size, 1) } else { heap.alloc(size) };
                    assert!(!payload.is_null() && (payload as usize).is_multiple_of(ALIGN));
                    // SAFETY: just handed out.
                    assert!(unsafe { Heap::usable_size(payload) } >= size);
                    let block = Block { payload, size, fill };
                    if action % 4 == 2 {
                        assert!(Block { payload, size, fill: 0 }.holds(size));
                    }
                    block.write();
                    blocks.push(block);
                }
            }
        }
        assert!(blocks.iter().all(|block| block.holds(block.size)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn blocks_never_touch_and_a_restore_undoes_everything(
            before in prop::collection::vec((any::<u8>(), 1_usize..5000, any::<u8>()), 0..150),
            after in prop::collection::vec((any::<u8>(), 1_usize..50000, any::<u8>()), 0..150),
        ) {
            let mut heap = Heap::new(64 << 20).expect("memory");
            let mut blocks = Vec::new();
            work(&mut heap, &mut blocks, &before);
            let image = heap.image();
            let (live, copies) = (heap.live(), blocks.iter().map(|b| Block { ..*b }).collect::<Vec<_>>());
            work(&mut heap, &mut blocks, &after);
            let touched = heap.touched();
            // SAFETY: the image is this heap's; only the blocks that were there are used from now on.
            unsafe { heap.restore(&image) };
            prop_assert_eq!(heap.live(), live);
            prop_assert!(copies.iter().all(|block| block.holds(block.size)));
            let rest = Block { payload: heap.at(image.bytes.len()), size: 0, fill: 0 };
            prop_assert!(rest.holds(touched.saturating_sub(image.bytes.len())));
            let mut blocks = copies;
            work(&mut heap, &mut blocks, &after);
        }
    }

    #[test]
    fn a_full_heap_says_so() {
        let mut heap = Heap::new(1 << 20).expect("memory");
        assert!(heap.alloc(2 << 20).is_null());
        assert!(heap.alloc(usize::MAX).is_null());
        assert!(heap.calloc(usize::MAX, 2).is_null());
        let block = heap.alloc(600 << 10);
        assert!(!block.is_null());
        // SAFETY: just handed out.
        assert!(unsafe { heap.realloc(block, 2 << 20) }.is_null());
        assert!(!heap.alloc(100).is_null());
    }
}

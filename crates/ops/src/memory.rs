//! Memory that was freed and that the allocator keeps.
#![allow(unsafe_code)]

/// Gives the system back what glibc's allocator holds without need: between blocks that live it finds whole pages too, which
/// it does by itself only at the end of its heaps. Takes milliseconds. Other allocators are left alone.
pub fn give_back() {
    #[cfg(target_env = "gnu")]
    {
        unsafe extern "C" {
            fn malloc_trim(pad: usize) -> std::ffi::c_int;
        }
        // SAFETY: takes no pointer; the allocator's own locks guard it.
        unsafe { malloc_trim(0) };
    }
}

//! libSystem.IO.Compression.Native: zlib. The program's stream structure holds the buffers, the
//! compressor's own lies behind its `state`.

use crate::entries;
use core::ffi::c_char;
use core::ptr::null_mut;
use libz_rs_sys as zlib;
use libz_rs_sys::z_stream;

/// What the class library passes.
#[repr(C)]
pub struct Stream {
    next_in: *const u8,
    next_out: *mut u8,
    message: *const c_char,
    state: *mut z_stream,
    available_in: u32,
    available_out: u32,
}

const STREAM_ERROR: i32 = zlib::Z_STREAM_ERROR;
const OUT_OF_MEMORY: i32 = zlib::Z_MEM_ERROR;
const VERSION: *const c_char = c"1.3.1".as_ptr();
const STRUCTURE_SIZE: i32 = size_of::<z_stream>() as i32;

impl Stream {
    /// Makes the stream that `start` initialises.
    unsafe fn open(&mut self, start: impl FnOnce(*mut z_stream) -> i32) -> i32 {
        // SAFETY: zeroed memory is a stream without an allocator, which gets the library's own.
        unsafe {
            let state = libc::malloc(size_of::<z_stream>()).cast::<z_stream>();
            if state.is_null() {
                return OUT_OF_MEMORY;
            }
            state.write(z_stream::default());
            self.state = state;
            let code = self.step(start);
            if code != zlib::Z_OK {
                libc::free(state.cast());
                self.state = null_mut();
            }
            code
        }
    }

    /// Lets `act` work on the buffers.
    unsafe fn step(&mut self, act: impl FnOnce(*mut z_stream) -> i32) -> i32 {
        // SAFETY: `state` is null or what `open` made; the buffers are the program's.
        unsafe {
            let Some(state) = self.state.as_mut() else {
                return STREAM_ERROR;
            };
            (state.next_in, state.avail_in) = (self.next_in, self.available_in);
            (state.next_out, state.avail_out) = (self.next_out, self.available_out);
            let code = act(state);
            (self.next_in, self.available_in) = (state.next_in, state.avail_in);
            (self.next_out, self.available_out) = (state.next_out, state.avail_out);
            self.message = state.msg;
            code
        }
    }

    unsafe fn close(&mut self, end: impl FnOnce(*mut z_stream) -> i32) -> i32 {
        // SAFETY: as above.
        unsafe {
            let code = self.step(end);
            libc::free(self.state.cast());
            self.state = null_mut();
            code
        }
    }
}

entries! {
    [pinvoke "libSystem.IO.Compression.Native!CompressionNative_DeflateInit2_" "-"]
    fn CompressionNative_DeflateInit2_(stream: &mut Stream, level: i32, method: i32, window_bits: i32, mem_level: i32, strategy: i32) -> i32 {
        stream.open(|state| zlib::deflateInit2_(state, level, method, window_bits, mem_level, strategy, VERSION, STRUCTURE_SIZE))
    }

    [pinvoke "libSystem.IO.Compression.Native!CompressionNative_Deflate" "-"]
    fn CompressionNative_Deflate(stream: &mut Stream, flush: i32) -> i32 {
        stream.step(|state| zlib::deflate(state, flush))
    }

    [pinvoke "libSystem.IO.Compression.Native!CompressionNative_DeflateEnd" "-"]
    fn CompressionNative_DeflateEnd(stream: &mut Stream) -> i32 {
        stream.close(|state| zlib::deflateEnd(state))
    }

    [pinvoke "libSystem.IO.Compression.Native!CompressionNative_InflateInit2_" "-"]
    fn CompressionNative_InflateInit2_(stream: &mut Stream, window_bits: i32) -> i32 {
        stream.open(|state| zlib::inflateInit2_(state, window_bits, VERSION, STRUCTURE_SIZE))
    }

    [pinvoke "libSystem.IO.Compression.Native!CompressionNative_Inflate" "-"]
    fn CompressionNative_Inflate(stream: &mut Stream, flush: i32) -> i32 {
        stream.step(|state| zlib::inflate(state, flush))
    }

    [pinvoke "libSystem.IO.Compression.Native!CompressionNative_InflateReset2_" "-"]
    fn CompressionNative_InflateReset2_(stream: &mut Stream, window_bits: i32) -> i32 {
        stream.step(|state| zlib::inflateReset2(state, window_bits))
    }

    [pinvoke "libSystem.IO.Compression.Native!CompressionNative_InflateEnd" "-"]
    fn CompressionNative_InflateEnd(stream: &mut Stream) -> i32 {
        stream.close(|state| zlib::inflateEnd(state))
    }

    [pinvoke "libSystem.IO.Compression.Native!CompressionNative_Crc32" "-"]
    fn CompressionNative_Crc32(crc: u32, buffer: *const u8, length: i32) -> u32 {
        zlib::crc32(crc.into(), buffer, length.max(0) as u32) as u32
    }
}

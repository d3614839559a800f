//! The few functions of libespeak-ng that we call, looked up at run time (`speak_lib.h` of espeak-ng 1.51).
#![allow(unsafe_code)]

use std::{
    ffi::{CStr, CString, c_char, c_int, c_short, c_uint, c_void},
    ptr,
};

use libloading::Library;

use crate::error::VoiceError;

/// `AUDIO_OUTPUT_SYNCHRONOUS`: samples and events go to the callback before `espeak_Synth` returns.
const OUTPUT_SYNCHRONOUS: c_int = 2;
/// `espeakINITIALIZE_DONT_EXIT`: without data the library answers an error instead of ending the process.
const DONT_EXIT: c_int = 0x8000;
const CHARS_UTF8: c_uint = 1;
const POSITION_CHARACTER: c_int = 1;

const EVENT_LIST_TERMINATED: c_int = 0;
const EVENT_WORD: c_int = 1;

/// `espeak_PARAMETER`.
#[derive(Debug, Clone, Copy)]
#[repr(i32)]
pub enum Parameter {
    Rate = 1,
    Pitch = 3,
    Range = 4,
}

/// `espeak_EVENT`.
#[repr(C)]
struct RawEvent {
    kind: c_int,
    unique_identifier: c_uint,
    text_position: c_int,
    length: c_int,
    audio_position: c_int,
    sample: c_int,
    user_data: *mut c_void,
    id: [u8; 8],
}

type Callback = unsafe extern "C" fn(*mut c_short, c_int, *mut RawEvent) -> c_int;
type Synthesise = unsafe extern "C" fn(
    *const c_void,
    usize,
    c_uint,
    c_int,
    c_uint,
    c_uint,
    *mut c_uint,
    *mut c_void,
) -> c_int;

struct Functions {
    set_voice_by_name: unsafe extern "C" fn(*const c_char) -> c_int,
    set_parameter: unsafe extern "C" fn(c_int, c_int, c_int) -> c_int,
    synthesise: Synthesise,
    info: unsafe extern "C" fn(*mut *const c_char) -> *const c_char,
    terminate: unsafe extern "C" fn() -> c_int,
}

/// The started library. espeak-ng keeps its state in globals: one value a process, used by one thread.
pub struct Espeak {
    functions: Functions,
    sample_rate: u32,
    /// Keeps the functions' code mapped; dropped after [`Espeak`]'s own `drop` has ended the library.
    _library: Library,
}

/// What one call of [`Espeak::synthesise`] made.
#[derive(Debug, Default)]
pub struct Spoken {
    pub samples: Vec<i16>,
    /// In the order of the audio.
    pub words: Vec<WordEvent>,
}

#[derive(Debug, Clone, Copy)]
pub struct WordEvent {
    /// Characters from the start of the text.
    pub offset: usize,
    /// Characters.
    pub length: usize,
    /// Milliseconds from the first sample.
    pub milliseconds: u32,
}

impl Espeak {
    pub fn open() -> Result<Self, VoiceError> {
        // SAFETY: loading runs the library's initialisers; libespeak-ng's have no requirements.
        let library = unsafe { Library::new("libespeak-ng.so.1") }.map_err(VoiceError::Library)?;
        // SAFETY: the types are those of `speak_lib.h`, and `library` lives as long as the pointers.
        let (functions, initialise, set_callback) = unsafe {
            let functions = Functions {
                set_voice_by_name: symbol(&library, c"espeak_SetVoiceByName")?,
                set_parameter: symbol(&library, c"espeak_SetParameter")?,
                synthesise: symbol(&library, c"espeak_Synth")?,
                info: symbol(&library, c"espeak_Info")?,
                terminate: symbol(&library, c"espeak_Terminate")?,
            };
            let initialise: unsafe extern "C" fn(c_int, c_int, *const c_char, c_int) -> c_int =
                symbol(&library, c"espeak_Initialize")?;
            let set_callback: unsafe extern "C" fn(Callback) = symbol(&library, c"espeak_SetSynthCallback")?;
            (functions, initialise, set_callback)
        };
        // SAFETY: a null path means the data folder that the library was built with.
        let rate = unsafe { initialise(OUTPUT_SYNCHRONOUS, 0, ptr::null(), DONT_EXIT) };
        let sample_rate = u32::try_from(rate).ok().filter(|rate| *rate > 0).ok_or(VoiceError::Data)?;
        // SAFETY: `collect` has the signature of `t_espeak_callback` and lives for ever.
        unsafe { set_callback(collect) };
        Ok(Espeak { functions, sample_rate, _library: library })
    }

    /// Hertz; 22050 with every voice of the package.
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    pub fn version(&self) -> String {
        // SAFETY: a null pointer asks for no data path; the answer is a static C string.
        let text = unsafe { CStr::from_ptr((self.functions.info)(ptr::null_mut())) };
        text.to_string_lossy().into_owned()
    }

    pub fn set_voice(&mut self, name: &str) -> Result<(), VoiceError> {
        let missing = || VoiceError::NoVoice(name.to_owned());
        let text = CString::new(name).map_err(|_| missing())?;
        // SAFETY: `text` is a C string that outlives the call; the library copies it.
        match unsafe { (self.functions.set_voice_by_name)(text.as_ptr()) } {
            0 => Ok(()),
            _ => Err(missing()),
        }
    }

    pub fn set(&mut self, parameter: Parameter, value: u16) {
        // SAFETY: plain numbers; the last argument says that the value is absolute.
        unsafe { (self.functions.set_parameter)(parameter as c_int, c_int::from(value), 0) };
    }

    /// Speaks `text`. The error is the library's code.
    pub fn synthesise(&mut self, text: &str) -> Result<Spoken, i32> {
        let mut spoken = Spoken::default();
        let text = CString::new(text).map_err(|_| -1)?;
        // SAFETY: `text` is a C string of the length given; `spoken` outlives the call, which is
        // synchronous, and nothing else touches it meanwhile.
        let code = unsafe {
            (self.functions.synthesise)(
                text.as_ptr().cast(),
                text.as_bytes_with_nul().len(),
                0,
                POSITION_CHARACTER,
                0,
                CHARS_UTF8,
                ptr::null_mut(),
                (&raw mut spoken).cast(),
            )
        };
        match code {
            0 => Ok(spoken),
            code => Err(code),
        }
    }
}

impl Drop for Espeak {
    fn drop(&mut self) {
        // SAFETY: the library was started by `open` and is not used after this.
        unsafe { (self.functions.terminate)() };
    }
}

/// SAFETY: `T` must be the type of the function called `name`, and must not outlive `library`.
unsafe fn symbol<T: Copy>(library: &Library, name: &CStr) -> Result<T, VoiceError> {
    // SAFETY: the caller's promise.
    unsafe { library.get::<T>(name.to_bytes_with_nul()) }.map(|found| *found).map_err(VoiceError::Library)
}

/// Receives the samples and events of a call of [`Espeak::synthesise`]. Answers 0: go on.
///
/// SAFETY: called by the library only, with `count` samples at `samples` (null at the end) and a list of
/// events closed by `EVENT_LIST_TERMINATED`, each with the `user_data` of the call.
unsafe extern "C" fn collect(samples: *mut c_short, count: c_int, events: *mut RawEvent) -> c_int {
    if events.is_null() {
        return 0;
    }
    // SAFETY: the list has at least its closing event, whose `user_data` is set as well; it is the
    // `Spoken` of the running `synthesise`, which waits for us.
    let Some(spoken) = (unsafe { (*events).user_data.cast::<Spoken>().as_mut() }) else {
        return 0;
    };
    if !samples.is_null() && count > 0 {
        // SAFETY: the library passes `count` samples.
        spoken.samples.extend_from_slice(unsafe { std::slice::from_raw_parts(samples, count as usize) });
    }
    let mut next = events;
    loop {
        // SAFETY: we stop at the closing event, so `next` is inside the list.
        let event = unsafe { &*next };
        match event.kind {
            EVENT_LIST_TERMINATED => return 0,
            EVENT_WORD => spoken.words.push(WordEvent {
                // Positions count from 1.
                offset: usize::try_from(event.text_position - 1).unwrap_or(0),
                length: usize::try_from(event.length).unwrap_or(0),
                milliseconds: u32::try_from(event.audio_position).unwrap_or(0),
            }),
            _ => {}
        }
        // SAFETY: not the closing event, so another follows.
        next = unsafe { next.add(1) };
    }
}

//! The fuzzer `filter`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bgplint_fuzz::bodies::filter(data));

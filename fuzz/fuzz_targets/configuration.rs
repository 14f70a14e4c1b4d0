//! The fuzzer `configuration`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bgplint_fuzz::bodies::configuration(data));

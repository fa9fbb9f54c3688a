#![no_main]

#[path = "../../tests/suite/methods.rs"]
mod methods;
#[path = "../src/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::table_csv(data));

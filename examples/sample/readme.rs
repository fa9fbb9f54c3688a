//! What the shipped folder says of itself, with the seed and the gaps as they are in the code.

pub(crate) fn readme(seed: u64) -> String {
    format!("{seed}\n")
}

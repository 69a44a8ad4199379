//! Not yet.
pub fn generate(seed: u64) -> String {
    format!(
        "namespace S{seed} {{ static class Entry {{ public static void Run() {{ Fuzz.T.Say(\"x\"); }} }} }}\n"
    )
}

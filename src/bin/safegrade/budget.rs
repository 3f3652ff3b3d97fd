//! `--budget`, alike wherever a search may have to give up.

/// How far a search goes.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Budget {
    /// How many conflicts the search may meet for one question before it is left open
    #[arg(long = "budget", value_name = "CONFLICTS", default_value_t = 20_000)]
    pub conflicts: u64,
}

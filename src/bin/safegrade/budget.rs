//! `--budget`, alike wherever a search may have to give up.

/// How far a search goes.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Budget {
    /// How many conflicts the search may meet for one question before it is left open
    #[arg(long = "budget", value_name = "CONFLICTS", default_value_t = Budget::default().conflicts)]
    pub conflicts: u64,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { conflicts: 20_000 }
    }
}

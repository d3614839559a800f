/// What the fakes charged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bill {
    pub charges: Vec<Charge>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub provider: String,
    /// The provider's own name of it.
    pub model: String,
    pub request_id: String,
    /// Millionths of a US dollar.
    pub micro_usd: u64,
}

impl Bill {
    pub fn micro_usd(&self) -> u64 {
        self.charges.iter().map(|charge| charge.micro_usd).sum()
    }

    /// Charges of a model whose name holds `part`.
    pub fn of(&self, part: &str) -> usize {
        self.charges.iter().filter(|charge| charge.model.contains(part)).count()
    }
}

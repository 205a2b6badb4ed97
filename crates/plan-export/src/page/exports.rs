use crate::fidelity::Fidelity;

/// A form of the plan that a reader can take along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// What people call it: `Calendar`.
    pub name: &'static str,
    /// What it is good for, a sentence.
    pub about: &'static str,
    /// Where it is, the usual one first.
    pub links: Vec<Link>,
    /// What of the plan it does not carry.
    pub fidelity: Fidelity,
}

/// An address with what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What a reader clicks.
    pub label: &'static str,
    /// The address.
    pub href: String,
    /// What it answers with, where it is another form of the plan.
    pub media_type: Option<&'static str>,
}

/// The file of one workout for a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchFile {
    /// The address.
    pub href: String,
    /// What of the workout it does not carry.
    pub fidelity: Fidelity,
}

impl WatchFile {
    /// What it does not carry, as a sentence; nothing where it carries everything.
    pub(super) fn told(&self) -> Option<String> {
        (!self.fidelity.is_exact()).then(|| told(&self.fidelity))
    }
}

impl Export {
    /// What it does not carry, as a sentence.
    pub(super) fn told(&self) -> String {
        told(&self.fidelity)
    }
}

fn told(fidelity: &Fidelity) -> String {
    let lost = fidelity.lost();
    let details = lost.iter().map(|lost| lost.detail.as_str());
    let details = details.collect::<Vec<_>>().join("; ");
    match fidelity {
        Fidelity::Exact => "Carries everything.".to_owned(),
        Fidelity::Degraded(_) => format!("Not all of it: {details}."),
        Fidelity::Unsupported(_) => format!("Not for this plan: {details}."),
    }
}

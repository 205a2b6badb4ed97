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
    /// The word of the link at the top of the page that leads to it, where there is one.
    pub at_the_top: Option<&'static str>,
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
        let told = Told::of(&self.fidelity);
        (!self.fidelity.is_exact()).then(|| format!("{} {}.", told.verdict, told.details))
    }
}

impl Export {
    /// What it does not carry.
    pub(super) fn told(&self) -> Told {
        Told::of(&self.fidelity)
    }

    /// Its id in the page.
    pub(super) fn anchor(&self) -> String {
        format!("export-{}", self.name.to_lowercase().replace(' ', "-"))
    }
}

/// A fidelity in the words of people; the words of programs are in the manifests.
pub(super) struct Told {
    pub(super) verdict: &'static str,
    /// Without a full stop; empty where everything is carried.
    pub(super) details: String,
}

impl Told {
    fn of(fidelity: &Fidelity) -> Self {
        let lost = fidelity.lost();
        let details = lost.iter().map(|lost| lost.detail.as_str());
        Self {
            verdict: match fidelity {
                Fidelity::Exact => "Everything",
                Fidelity::Degraded(_) => "Not all of it:",
                Fidelity::Unsupported(_) => "Not for this plan:",
            },
            details: details.collect::<Vec<_>>().join("; "),
        }
    }
}

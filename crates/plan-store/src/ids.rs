//! Names of stored things: UUIDs of version 7, so that newer ones sort later.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid};

use crate::{StoreError, random};

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident = $what:literal; )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new one, made at `now`.
            ///
            /// # Errors
            /// [`StoreError::NoRandomness`].
            pub fn generate(now: DateTime<Utc>) -> Result<Self, StoreError> {
                version_7(now).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = StoreError;

            /// What is no id names nothing, so it is [`StoreError::NotFound`].
            fn from_str(text: &str) -> Result<Self, StoreError> {
                Uuid::try_parse(text).map(Self).map_err(|_| StoreError::NotFound($what))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+ };
}

ids! {
    /// Names an organization.
    OrgId = "organization";
    /// Names a person.
    PersonId = "person";
    /// Names an API token; it is not a secret.
    TokenId = "token";
    /// Names a plan among those who may edit it; readers use its public id.
    PlanId = "plan";
    /// Names a workout of an organization's library.
    LibraryWorkoutId = "library workout";
    /// Names a generation.
    RunId = "run";
    /// Names tokens that are set aside for a call to a model.
    ReservationId = "token reservation";
}

/// A fresh id made at `now`.
pub(crate) fn version_7(now: DateTime<Utc>) -> Result<Uuid, StoreError> {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let random = random::bytes::<10>()?;
    Ok(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_later_and_read_back() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let early = PlanId::generate(at(1_000)).unwrap();
        let late = PlanId::generate(at(2_000)).unwrap();
        assert!(early < late && early.to_string() < late.to_string());
        assert_eq!(late.to_string().parse::<PlanId>().unwrap(), late);
        assert_eq!(early.0.get_version_num(), 7);
        assert!(matches!(
            "w17".parse::<PlanId>(),
            Err(StoreError::NotFound("plan"))
        ));
    }
}

//! The form of an answer, in the subset of JSON schema that every host takes:
//! few properties, all required, nothing else allowed, no bounds. Counts, ranges
//! and meanings are the validator's.

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Schema {
    /// Weeks of a draft.
    Weeks,
    /// Lines of a draft, rewritten.
    Lines,
}

impl Schema {
    /// Its name, for hosts.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Weeks => "training_weeks",
            Self::Lines => "rewritten_lines",
        }
    }

    /// The schema itself, as JSON: hosts write members in the order of its text.
    pub(super) fn document(self) -> &'static str {
        match self {
            Self::Weeks => WEEKS,
            Self::Lines => LINES,
        }
    }
}

const WEEKS: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["weeks"],
  "properties": {"weeks": {"type": "array", "items": {
    "type": "object", "additionalProperties": false, "required": ["week", "days", "note"],
    "properties": {
      "week": {"type": "integer"},
      "days": {"type": "array", "items": {
        "type": "object", "additionalProperties": false, "required": ["day", "workouts"],
        "properties": {
          "day": {"type": "string", "enum": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]},
          "workouts": {"type": "array", "items": {"type": "string"}}
        }
      }},
      "note": {"type": "string"}
    }
  }}}
}"#;

const LINES: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["weeks"],
  "properties": {"weeks": {"type": "array", "items": {
    "type": "object", "additionalProperties": false, "required": ["week", "lines"],
    "properties": {
      "week": {"type": "integer"},
      "lines": {"type": "array", "items": {
        "type": "object", "additionalProperties": false, "required": ["line", "text"],
        "properties": {"line": {"type": "integer"}, "text": {"type": "string"}}
      }}
    }
  }}}
}"#;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Counts properties and levels, and refuses what is not portable.
    fn measure(schema: &Value, properties: &mut usize) -> usize {
        let members = schema.as_object().unwrap();
        for word in members.keys() {
            let portable = [
                "type",
                "properties",
                "required",
                "additionalProperties",
                "items",
                "enum",
            ];
            assert!(portable.contains(&word.as_str()), "{word}");
        }
        if let Some(items) = members.get("items") {
            return measure(items, properties);
        }
        let Some(inner) = members.get("properties").and_then(Value::as_object) else {
            return 0;
        };
        assert_eq!(members["additionalProperties"], false);
        assert_eq!(members["required"].as_array().unwrap().len(), inner.len());
        *properties += inner.len();
        let depths = inner.values().map(|value| measure(value, properties));
        1 + depths.max().unwrap_or_default()
    }

    #[test]
    fn the_schemas_are_in_the_subset_every_host_takes() {
        for schema in [Schema::Weeks, Schema::Lines] {
            let mut properties = 0;
            let document = serde_json::from_str(schema.document()).unwrap();
            let depth = measure(&document, &mut properties);
            assert!(properties <= 100 && depth <= 5, "{schema:?}");
        }
    }
}

//! A client of one stream, who looks at the clock whenever something comes.

use std::time::Instant;

use futures_util::StreamExt;
use serde_json::Value;

use crate::team::Coach;

/// One line of a stream.
pub(crate) enum Line {
    /// A comment: the stream is alive.
    Alive,
    /// An event and its number.
    Event(Box<Value>, u64),
}

/// Asks for a stream, over a connection of its own.
///
/// # Errors
/// What is wrong with the answer.
pub(crate) async fn begin(
    address: &str,
    coach: &Coach,
    form: &str,
    body: &Value,
) -> Result<reqwest::Response, String> {
    let client = reqwest::Client::builder().no_proxy().build();
    let client = client.map_err(|error| error.to_string())?;
    let request = client
        .post(format!("{address}/api/v1/ai-coach/{form}"))
        .bearer_auth(&coach.token)
        .json(body);
    let answer = request.send().await.map_err(|error| error.to_string())?;
    if answer.status() != 200 {
        let status = answer.status();
        return Err(format!(
            "{status}: {}",
            answer.text().await.unwrap_or_default()
        ));
    }
    Ok(answer)
}

/// Reads a whole stream, and tells each thing it says with the moment it came.
///
/// # Errors
/// What is wrong with the answer, its form or its end.
pub(crate) async fn read(
    address: &str,
    coach: &Coach,
    form: &str,
    body: &Value,
    mut tell: impl FnMut(Line, Instant),
) -> Result<(), String> {
    let answer = begin(address, coach, form, body).await?;
    let mut pieces = answer.bytes_stream();
    let mut waiting = Vec::new();
    let mut data = None;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| error.to_string())?;
        let now = Instant::now();
        waiting.extend_from_slice(&piece);
        let whole = waiting.iter().rposition(|byte| *byte == b'\n');
        let rest = waiting.split_off(whole.map_or(0, |end| end + 1));
        let lines = std::mem::replace(&mut waiting, rest);
        for line in String::from_utf8_lossy(&lines).lines() {
            if line.starts_with(':') {
                tell(Line::Alive, now);
            } else if let Some(text) = line.strip_prefix("data: ") {
                let event = serde_json::from_str::<Value>(text);
                data = Some(event.map_err(|error| error.to_string())?);
            } else if let Some(id) = line.strip_prefix("id: ") {
                let number = id
                    .rsplit_once('-')
                    .and_then(|(_, number)| number.parse().ok());
                let number = number.ok_or_else(|| format!("id {id}"))?;
                let event = data.take().ok_or("an id without an event")?;
                tell(Line::Event(Box::new(event), number), now);
            } else if !line.is_empty() {
                return Err(format!("a line of no stream: {line}"));
            }
        }
    }
    match waiting.is_empty() && data.is_none() {
        true => Ok(()),
        false => Err("the stream ends in the middle of an event".to_owned()),
    }
}

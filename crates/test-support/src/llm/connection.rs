//! One connection: a request read, an answer written as the script says.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::sleep;

use super::answer::Asked;
use super::script::{Action, Edit, Reply};
use super::{Call, Shared};

/// The most of a request that is read.
const LARGEST_REQUEST: usize = 4 * 1024 * 1024;
/// How many characters of an answer go into a chunk.
const PIECE: usize = 24;
/// The first byte of a TLS handshake.
const TLS: u8 = 0x16;

/// Serves one call; its record says how it went.
pub(super) async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let Ok(Some((head, body))) = read_request(&mut stream).await else {
        return;
    };
    let asked = Asked::of(&body);
    let (call, reply, settings) = {
        let mut state = shared.lock();
        let reply = state.script.reply(state.answered).cloned();
        state.answered += 1;
        state.calls.push(Call {
            at: Instant::now(),
            head,
            body,
            asked,
            hung_up: None,
            is_answered: false,
            weeks_closed: Vec::new(),
        });
        let settings = Settings {
            pace: state.pace,
            split: state.split,
            rewritings: state.rewritings.clone(),
        };
        (state.calls.len() - 1, reply, settings)
    };
    let (reader, writer) = stream.into_split();
    let mut talk = Talk {
        writer,
        is_chunked: false,
        settings,
        call: shared.lock().calls[call].clone(),
        weeks_closed: Vec::new(),
    };
    let reply = reply.unwrap_or_else(Reply::good);
    let answered = tokio::select! {
        answered = talk.reply(&reply) => answered.is_ok(),
        () = hung_up(reader) => false,
    };
    let mut state = shared.lock();
    // Calls may have been forgotten meanwhile.
    if let Some(record) = state.calls.get_mut(call) {
        record.is_answered = answered;
        record.weeks_closed = talk.weeks_closed;
        record.hung_up = (!answered).then(Instant::now);
    }
}

/// Returns when the client has closed its side.
async fn hung_up(mut reader: OwnedReadHalf) {
    let mut rest = [0; 1024];
    while reader.read(&mut rest).await.is_ok_and(|read| read > 0) {}
}

/// The head and the JSON body of a request; `None` for what is no HTTP.
async fn read_request(stream: &mut TcpStream) -> io::Result<Option<(String, Value)>> {
    let mut bytes = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let read = stream.read(&mut piece).await?;
        bytes.extend_from_slice(&piece[..read]);
        if bytes.first() == Some(&TLS) {
            stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                .await?;
            return Ok(None);
        }
        if read == 0 || bytes.len() > LARGEST_REQUEST {
            return Ok(None);
        }
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>().ok())?
        });
        let body = &bytes[end + 4..];
        if body.len() >= length.unwrap_or_default() {
            let body = serde_json::from_slice(body).unwrap_or(Value::Null);
            return Ok(Some((head, body)));
        }
    }
}

struct Settings {
    pace: Duration,
    split: Option<usize>,
    rewritings: Vec<(String, String)>,
}

/// The answer's side of a connection.
struct Talk {
    writer: OwnedWriteHalf,
    is_chunked: bool,
    settings: Settings,
    call: Call,
    weeks_closed: Vec<Instant>,
}

impl Talk {
    async fn reply(&mut self, reply: &Reply) -> io::Result<()> {
        self.settings.split = reply.split.or(self.settings.split);
        if !reply.without_head {
            self.head(reply).await?;
        }
        let good = [Action::Answer(Edit::default())];
        let is_plain = reply.actions.is_empty() && reply.status == 200 && !reply.without_head;
        let actions = if is_plain {
            &good
        } else {
            reply.actions.as_slice()
        };
        for action in actions {
            if let Action::Reset = action {
                self.writer.as_ref().set_zero_linger()?;
                return Ok(());
            }
            self.act(action).await?;
        }
        if self.is_chunked {
            self.writer.write_all(b"0\r\n\r\n").await?;
        }
        self.writer.shutdown().await
    }

    async fn head(&mut self, reply: &Reply) -> io::Result<()> {
        let mut head = format!(
            "HTTP/1.1 {} Scripted\r\nConnection: close\r\n",
            reply.status
        );
        let usual = [("Content-Type".to_owned(), "text/event-stream".to_owned())];
        let headers = if reply.headers.is_empty() {
            &usual
        } else {
            reply.headers.as_slice()
        };
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("Transfer-Encoding: chunked\r\n\r\n");
        self.is_chunked = true;
        self.writer.write_all(head.as_bytes()).await
    }

    async fn act(&mut self, action: &Action) -> io::Result<()> {
        match action {
            Action::Answer(edit) => {
                let answer = self.call.asked.answer(edit, &self.settings.rewritings);
                self.answer(&answer).await
            }
            Action::Text(edit) => {
                let answer = self.call.asked.answer(edit, &self.settings.rewritings);
                self.text(&answer).await
            }
            Action::Echo => {
                let prompt = self.call.prompt();
                let answer = self.call.asked.echo(&prompt, &self.settings.rewritings);
                self.answer(&answer).await
            }
            Action::Chunk(chunk) => self.event(chunk).await,
            Action::Raw(text) => self.send(text.as_bytes()).await,
            Action::RawTimes(text, times) => {
                for _ in 0..*times {
                    self.send(text.as_bytes()).await?;
                }
                Ok(())
            }
            Action::RawForever(text, pause) => loop {
                self.send(text.as_bytes()).await?;
                sleep(Duration::from_millis(*pause)).await;
            },
            Action::Pause(milliseconds) => {
                sleep(Duration::from_millis(*milliseconds)).await;
                Ok(())
            }
            Action::Stall => std::future::pending().await,
            Action::Reset => Ok(()),
        }
    }

    /// A whole answer: role, text, finish, usage, end.
    async fn answer(&mut self, answer: &str) -> io::Result<()> {
        self.event(&chunk(
            json!({"role": "assistant", "content": null}),
            Value::Null,
        ))
        .await?;
        self.text(answer).await?;
        self.event(&chunk(json!({}), json!("stop"))).await?;
        let prompt = self.call.prompt().chars().count() / 4;
        let completion = answer.chars().count() / 4;
        self.event(&json!({
            "id": "scripted",
            "object": "chat.completion.chunk",
            "choices": [],
            "usage": {
                "prompt_tokens": prompt,
                "completion_tokens": completion,
                "total_tokens": prompt + completion,
            },
        }))
        .await?;
        self.send(b"data: [DONE]\n\n").await
    }

    /// The text of an answer, a few words a chunk.
    async fn text(&mut self, answer: &str) -> io::Result<()> {
        let characters: Vec<char> = answer.chars().collect();
        let mut ends = week_ends(&characters).into_iter().peekable();
        for (index, piece) in characters.chunks(PIECE).enumerate() {
            sleep_if_any(self.settings.pace).await;
            let text: String = piece.iter().collect();
            while ends.next_if(|end| *end < (index + 1) * PIECE).is_some() {
                self.weeks_closed.push(Instant::now());
            }
            self.event(&chunk(json!({"content": text}), Value::Null))
                .await?;
        }
        Ok(())
    }

    async fn event(&mut self, data: &Value) -> io::Result<()> {
        self.send(format!("data: {data}\n\n").as_bytes()).await
    }

    async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let size = self.settings.split.unwrap_or(bytes.len()).max(1);
        for piece in bytes.chunks(size) {
            if self.is_chunked {
                let head = format!("{:x}\r\n", piece.len());
                let framed = [head.as_bytes(), piece, b"\r\n"].concat();
                self.writer.write_all(&framed).await?;
            } else {
                self.writer.write_all(piece).await?;
            }
            if self.settings.split.is_some() {
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }
}

/// Where each week's object of an answer closes: those are the objects in the
/// first list of the outermost object.
fn week_ends(answer: &[char]) -> Vec<usize> {
    let (mut ends, mut depth) = (Vec::new(), 0_usize);
    let (mut in_text, mut is_escaped) = (false, false);
    for (index, character) in answer.iter().enumerate() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = in_text,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                if *character == '}' && depth == 2 {
                    ends.push(index);
                }
            }
            _ => {}
        }
    }
    ends
}

async fn sleep_if_any(pause: Duration) {
    if !pause.is_zero() {
        sleep(pause).await;
    }
}

fn chunk(delta: Value, finish_reason: Value) -> Value {
    json!({
        "id": "scripted",
        "object": "chat.completion.chunk",
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_ends_where_its_own_object_closes_and_nothing_in_a_text_counts() {
        let answer = r#"{"weeks":[{"week":1,"days":[{"day":"Mon"}],"note":"a }\" ]"},{"week":2}]}"#;
        let characters: Vec<char> = answer.chars().collect();
        let ends = week_ends(&characters);
        let until = |end: &usize| characters[..=*end].iter().collect::<String>();
        let texts: Vec<_> = ends.iter().map(until).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts[0].ends_with(r#"" ]"}"#), "{texts:?}");
        assert!(texts[1].ends_with(r#"{"week":2}"#), "{texts:?}");
    }
}

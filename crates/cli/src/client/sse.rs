/// One event of a stream (WHATWG HTML, server-sent events).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SseEvent {
    /// Of this event; absent on live ones, which cannot be asked for again.
    pub id: Option<String>,
    pub name: String,
    pub data: String,
}

/// Cuts a byte stream into events, wherever its pieces were cut.
#[derive(Debug, Default)]
pub struct SseParser {
    /// Bytes of a line that has not ended.
    line: Vec<u8>,
    /// The last byte was CR: an LF that follows belongs to it.
    after_cr: bool,
    event: SseEvent,
    has_data: bool,
}

impl SseParser {
    /// The events that `bytes` complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<SseEvent> {
        let mut events = Vec::new();
        for byte in bytes {
            let after_cr = std::mem::replace(&mut self.after_cr, *byte == b'\r');
            match byte {
                b'\n' if after_cr => {}
                b'\n' | b'\r' => {
                    let line = std::mem::take(&mut self.line);
                    events.extend(self.end_line(&String::from_utf8_lossy(&line)));
                }
                other => self.line.push(*other),
            }
        }
        events
    }

    fn end_line(&mut self, line: &str) -> Option<SseEvent> {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "event" => self.event.name = value.to_owned(),
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            // Comments, which keep the connection alive, and `retry`.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: Option<&str>, name: &str, data: &str) -> SseEvent {
        SseEvent { id: id.map(str::to_owned), name: name.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn events_are_the_same_wherever_the_stream_is_cut() {
        let stream = ": hello\n\nid: 1\nevent: workflow.accepted\ndata: {\"a\":\ndata: \"\u{e8}\"}\n\n\
            event: job.progress\r\ndata:{}\r\n\r\nid: 2\rdata: x: y\r\rid: 3\nevent: no data\n\ndata\n\n"
            .as_bytes();
        let expected = [
            event(Some("1"), "workflow.accepted", "{\"a\":\n\"\u{e8}\"}"),
            event(None, "job.progress", "{}"),
            event(Some("2"), "", "x: y"),
            event(None, "", ""),
        ];
        assert_eq!(SseParser::default().push(stream), expected);
        for size in [1, 2, 3, 7] {
            let mut parser = SseParser::default();
            let events: Vec<_> = stream.chunks(size).flat_map(|piece| parser.push(piece)).collect();
            assert_eq!(events, expected, "pieces of {size}");
        }
    }

    #[test]
    fn an_event_that_is_not_ended_is_not_given() {
        let mut parser = SseParser::default();
        assert_eq!(parser.push(b"id: 4\ndata: half"), []);
        assert_eq!(parser.push(b"\n\n"), [event(Some("4"), "", "half")]);
    }
}

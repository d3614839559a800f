//! Paragraphs, headings and items of a text, whatever it is written in.

use aida_protocol::MaterialFormat;
use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Heading,
    Text,
    Item,
    /// An item of a numbered list.
    Step,
    Quote,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub kind: Kind,
    /// One line.
    pub text: String,
}

pub fn read(format: MaterialFormat, text: &str) -> Vec<Block> {
    match format {
        MaterialFormat::Text => plain(text),
        MaterialFormat::Markdown => markdown(text),
        MaterialFormat::Html => html(text),
    }
}

/// Gathers text until a block ends.
#[derive(Default)]
struct Blocks {
    done: Vec<Block>,
    text: String,
    /// What the text being gathered is part of, the innermost last.
    inside: Vec<Kind>,
}

impl Blocks {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text).split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            let kind = self.inside.last().copied().unwrap_or(Kind::Text);
            self.done.push(Block { kind, text });
        }
    }

    fn open(&mut self, kind: Kind) {
        self.end();
        self.inside.push(kind);
    }

    fn close(&mut self) {
        self.end();
        self.inside.pop();
    }
}

/// Blank lines end paragraphs; `- ` and `1. ` make items.
fn plain(text: &str) -> Vec<Block> {
    let mut blocks = Blocks::default();
    for line in text.lines() {
        let line = line.trim();
        let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = bare.len() < line.len() && line.len() - bare.len() <= 2;
        let step = bare.strip_prefix(". ").or(bare.strip_prefix(") ")).filter(|_| number);
        let item = ["- ", "* ", "• ", "– "].iter().find_map(|mark| line.strip_prefix(mark));
        match (step, item) {
            _ if line.is_empty() => blocks.end(),
            (Some(rest), _) => one(&mut blocks, Kind::Step, rest),
            (None, Some(rest)) => one(&mut blocks, Kind::Item, rest),
            (None, None) => {
                blocks.push(line);
                blocks.push(" ");
            }
        }
    }
    blocks.end();
    blocks.done
}

fn one(blocks: &mut Blocks, kind: Kind, text: &str) {
    blocks.open(kind);
    blocks.push(text);
    blocks.close();
}

fn markdown(text: &str) -> Vec<Block> {
    let mut blocks = Blocks::default();
    let mut numbered: Vec<bool> = Vec::new();
    // Code, pictures and raw HTML are not read out.
    let mut silent = 0_usize;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_)) => {
                silent += 1
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)) => {
                silent = silent.saturating_sub(1)
            }
            Event::Start(Tag::Heading { .. }) => blocks.open(Kind::Heading),
            Event::Start(Tag::BlockQuote(_)) => blocks.open(Kind::Quote),
            Event::Start(Tag::List(first)) => {
                blocks.end();
                numbered.push(first.is_some());
            }
            Event::End(TagEnd::List(_)) => {
                numbered.pop();
            }
            Event::Start(Tag::Item) => {
                let kind = if numbered.last().copied().unwrap_or(false) { Kind::Step } else { Kind::Item };
                blocks.open(kind);
            }
            Event::End(TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::Item) => blocks.close(),
            Event::End(TagEnd::Paragraph) => blocks.end(),
            Event::Text(text) | Event::Code(text) if silent == 0 => blocks.push(&text),
            Event::SoftBreak | Event::HardBreak => blocks.push(" "),
            _ => {}
        }
    }
    blocks.end();
    blocks.done
}

/// What a page shows around its text.
const SILENT: &[&str] = &[
    "script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template", "svg", "figure",
    "title", "select", "button", "table", "pre",
];

fn html(text: &str) -> Vec<Block> {
    let mut blocks = Blocks::default();
    let mut numbered: Vec<bool> = Vec::new();
    let mut silent: Option<(String, usize)> = None;
    for Ok(token) in Tokenizer::new(text) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if let Some((outer, depth)) = &mut silent {
                    *depth += usize::from(*outer == name && !tag.self_closing);
                } else if SILENT.contains(&name.as_str()) && !tag.self_closing {
                    blocks.end();
                    silent = Some((name, 1));
                } else {
                    start(&mut blocks, &mut numbered, &name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                match &mut silent {
                    Some((outer, depth)) if *outer == name => {
                        *depth -= 1;
                        if *depth == 0 {
                            silent = None;
                        }
                    }
                    Some(_) => {}
                    None => end(&mut blocks, &mut numbered, &name),
                }
            }
            Token::String(text) if silent.is_none() => blocks.push(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    blocks.end();
    blocks.done
}

fn start(blocks: &mut Blocks, numbered: &mut Vec<bool>, name: &str) {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => blocks.open(Kind::Heading),
        "blockquote" | "q" if name == "blockquote" => blocks.open(Kind::Quote),
        "ol" | "ul" => {
            blocks.end();
            numbered.push(name == "ol");
        }
        "li" => {
            // An item that was left open ends here.
            if matches!(blocks.inside.last(), Some(Kind::Item | Kind::Step)) && numbered.len() < 2 {
                blocks.close();
            }
            let kind = if numbered.last().copied().unwrap_or(false) { Kind::Step } else { Kind::Item };
            blocks.open(kind);
        }
        "p" | "div" | "section" | "article" | "main" | "dt" | "dd" => blocks.end(),
        "br" => blocks.push(" "),
        _ => {}
    }
}

fn end(blocks: &mut Blocks, numbered: &mut Vec<bool>, name: &str) {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "li" => blocks.close(),
        "ol" | "ul" => {
            blocks.end();
            numbered.pop();
        }
        "p" | "div" | "section" | "article" | "main" | "dt" | "dd" | "body" => blocks.end(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(blocks: &[Block]) -> Vec<String> {
        blocks.iter().map(|block| format!("{:?} {}", block.kind, block.text)).collect()
    }

    #[test]
    fn three_ways_to_write_say_the_same() {
        let expected = [
            "Heading Bees",
            "Text Bees visit flowers.",
            "Step Look.",
            "Step Wait.",
            "Item One.",
            "Quote Be busy.",
        ];
        let markdown = "# Bees\n\nBees *visit*\n[flowers](x).\n\n1. Look.\n2. Wait.\n\n- One.\n\n> Be busy.\n\n```\ncode\n```\n";
        assert_eq!(told(&read(MaterialFormat::Markdown, markdown)), expected);
        let html = "<html><title>T</title><nav><a>Home</a></nav><h1>Bees</h1><p>Bees <b>visit</b>\nflowers.</p>\
                    <ol><li>Look.<li>Wait.</ol><ul><li>One.</li></ul><blockquote><p>Be busy.</p></blockquote>\
                    <script>if (a < b) { '<p>no</p>' }</script></html>";
        assert_eq!(told(&read(MaterialFormat::Html, html)), expected);
        let plain = "Bees visit\nflowers.\n\n1. Look.\n2) Wait.\n- One.\n";
        assert_eq!(
            told(&read(MaterialFormat::Text, plain)),
            ["Text Bees visit flowers.", "Step Look.", "Step Wait.", "Item One."]
        );
    }
}

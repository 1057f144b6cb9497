//! XML to a tree the surface can walk. Nothing is fetched and no entity but the five of XML is known.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::Serialize;

/// Deeper documents are refused: the surface walks the tree by recursion.
const DEEPEST: usize = 256;

/// An element.
#[derive(Serialize)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

/// What stands in an element.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Node {
    Element(Element),
    Text(String),
    Cdata(String),
    Comment(String),
}

/// The document's root element. The error names the place and quotes nothing.
pub(super) fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let event = reader.read_event();
        let place = || line_of(text, reader.buffer_position());
        match event.map_err(|_| format!("the XML is not well-formed near line {}", place()))? {
            Event::Start(start) => {
                if open.len() == DEEPEST {
                    return Err(format!("the XML is nested deeper than {DEEPEST} elements"));
                }
                open.push(element(&start).ok_or_else(|| format!("bad attribute near line {}", place()))?);
            }
            Event::Empty(start) => {
                let made = element(&start).ok_or_else(|| format!("bad attribute near line {}", place()))?;
                close(made, &mut open, &mut root);
            }
            Event::End(_) => {
                if let Some(done) = open.pop() {
                    close(done, &mut open, &mut root);
                }
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content()),
            Event::CData(text) => add(&mut open, Node::Cdata(text.xml10_content().into_owned())),
            Event::Comment(text) => add(&mut open, Node::Comment(text.xml10_content().into_owned())),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character.to_string()),
                    _ => quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())
                        .map(str::to_owned),
                };
                let text = resolved.ok_or_else(|| format!("unknown entity near line {}", place()))?;
                add_text(&mut open, &text);
            }
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if !open.is_empty() {
        return Err("the XML ends inside an element".to_owned());
    }
    root.ok_or_else(|| "the XML has no element".to_owned())
}

fn line_of(text: &str, position: u64) -> usize {
    let end = usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
    1 + text.as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count()
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Some(Element { name: start.name().as_ref().to_owned(), attributes, children: Vec::new() })
}

fn close(done: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(Node::Element(done)),
        None => {
            root.get_or_insert(done);
        }
    }
}

fn add(open: &mut [Element], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

/// Text and references follow each other: they are one piece to a script.
fn add_text(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
}

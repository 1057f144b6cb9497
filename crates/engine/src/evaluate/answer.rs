//! An answer and the looks into it.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde_json::Value;
use tacit_spec::test::Source;

use super::fault::Fault;
use super::found::Found;
use super::property::Property;
use super::xml::XmlBody;
use super::{json, text};

/// What came back, after content decoding.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// HTTP status code.
    pub status: u16,
    /// In order of arrival; a name may stand several times.
    pub headers: &'a [(String, Vec<u8>)],
    /// Without transfer and content coding.
    pub body: &'a [u8],
    /// Milliseconds.
    pub time_ms: u64,
    /// Bytes.
    pub size_bytes: u64,
}

/// An answer whose body is decoded and parsed at most once, at the first look that needs it.
///
/// `Send` and `Sync`, so that extractions and assertions can share one across the scripts that run between them.
pub struct Evaluated<'a> {
    answer: Answer<'a>,
    text: OnceLock<Cow<'a, str>>,
    json: OnceLock<Result<Value, Fault>>,
    xml: OnceLock<Result<XmlBody, Fault>>,
}

impl<'a> Evaluated<'a> {
    /// Parses nothing yet.
    pub const fn new(answer: Answer<'a>) -> Self {
        Self { answer, text: OnceLock::new(), json: OnceLock::new(), xml: OnceLock::new() }
    }

    /// The body as text, by byte order mark, `charset` or as UTF-8.
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| text::decode(self.answer.body, self.content_type().as_deref()))
    }

    /// Looks at one place. Sources without properties ignore one.
    pub fn find(&self, source: Source, property: Option<&str>) -> Found<'_> {
        let property = property.map(str::trim).filter(|property| !property.is_empty());
        match source {
            Source::Status => number(self.answer.status.into()),
            Source::Time => number(self.answer.time_ms),
            Source::Size => number(self.answer.size_bytes),
            Source::Text => Found::Text(Cow::Borrowed(self.text())),
            Source::Headers => match property {
                Some(name) => self.header(name).map_or(Found::Missing, Found::Text),
                None => Found::Fault(Fault::HeaderNameMissing),
            },
            Source::Json => self.find_json(property.unwrap_or_default()),
            Source::Xml => self.find_xml(property),
        }
    }

    fn find_json(&self, property: &str) -> Found<'_> {
        let property = match Property::parse(property) {
            Ok(property) => property,
            Err(error) => return Found::Fault(error.into()),
        };
        match self.json.get_or_init(|| json::parse(self.text())) {
            Ok(value) => json::find(value, self.text(), &property),
            Err(fault) => Found::Fault(fault.clone()),
        }
    }

    fn find_xml(&self, xpath: Option<&str>) -> Found<'_> {
        let parsed = self.xml.get_or_init(|| match self.content_type().as_deref().and_then(text::charset) {
            Some(_) => XmlBody::from_text(self.text()),
            None => XmlBody::from_bytes(self.answer.body),
        });
        match (parsed, xpath) {
            (Err(fault), _) => Found::Fault(fault.clone()),
            (Ok(_), None) => Found::Text(Cow::Borrowed(self.text())),
            (Ok(xml), Some(xpath)) => match xml.find(xpath) {
                Ok(Some(text)) => Found::Text(Cow::Owned(text)),
                Ok(None) => Found::Missing,
                Err(fault) => Found::Fault(fault),
            },
        }
    }

    fn content_type(&self) -> Option<Cow<'a, str>> {
        self.header("content-type")
    }

    /// All values of a header as one, joined as RFC 9110 section 5.3 allows.
    fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut values =
            self.answer.headers.iter().filter(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
        let first = text::header(&values.next()?.1);
        Some(values.fold(first, |joined, (_, value)| joined + ", " + text::header(value)))
    }
}

fn number(number: u64) -> Found<'static> {
    Found::Text(Cow::Owned(number.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
        pairs.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect()
    }

    fn look(
        headers: &[(String, Vec<u8>)],
        body: &str,
        source: Source,
        property: Option<&str>,
    ) -> Result<String, Fault> {
        let answer = Answer { status: 201, headers, body: body.as_bytes(), time_ms: 87, size_bytes: 1234 };
        let evaluated = Evaluated::new(answer);
        let found = evaluated.find(source, property);
        found.text().map(Cow::into_owned).ok_or_else(|| found.fault().expect("no text has a reason"))
    }

    #[test]
    fn every_source_answers() {
        let sent =
            headers(&[("Content-Type", "text/plain"), ("x-many", "a"), ("X-Many", "b"), ("Empty", "")]);
        let table = [
            (Source::Status, None, "201"),
            (Source::Status, Some("ignored"), "201"),
            (Source::Time, None, "87"),
            (Source::Size, None, "1234"),
            (Source::Text, None, "{\"a\":[1]}"),
            (Source::Headers, Some("content-TYPE"), "text/plain"),
            (Source::Headers, Some("X-MANY"), "a, b"),
            (Source::Headers, Some("empty"), ""),
            (Source::Json, Some("a[-1]"), "1"),
            (Source::Json, Some(" "), "{\"a\":[1]}"),
            (Source::Json, None, "{\"a\":[1]}"),
        ];
        for (source, property, expected) in table {
            let found = look(&sent, "{\"a\":[1]}", source, property);
            assert_eq!(found.as_deref(), Ok(expected), "{source:?} {property:?}");
        }
        assert_eq!(look(&sent, "", Source::Headers, Some("absent")), Err(Fault::NotFound));
        assert_eq!(look(&sent, "", Source::Headers, None), Err(Fault::HeaderNameMissing));
    }

    #[test]
    fn xml_without_a_path_is_the_body_once_it_parses() {
        assert_eq!(look(&[], "<a>1</a>", Source::Xml, None).as_deref(), Ok("<a>1</a>"));
        assert_eq!(look(&[], "<a>1</a>", Source::Xml, Some("/a")).as_deref(), Ok("1"));
        let fault = look(&[], "<a>1</b>", Source::Xml, None).expect_err("not XML");
        assert!(fault.to_string().starts_with("the body is not XML (line 1"), "{fault}");
    }

    #[test]
    fn the_charset_of_the_header_counts_for_xml() {
        let sent = headers(&[("Content-Type", "text/xml; charset=iso-8859-1")]);
        let answer =
            Answer { status: 200, headers: &sent, body: b"<a>gr\xfcn</a>", time_ms: 1, size_bytes: 1 };
        let evaluated = Evaluated::new(answer);
        assert_eq!(evaluated.find(Source::Xml, Some("/a")).text().as_deref(), Some("grün"));
    }

    #[test]
    fn looks_share_one_parse() {
        let answer = Answer { status: 200, headers: &[], body: b"{\"a\":\"x\"}", time_ms: 1, size_bytes: 1 };
        let evaluated = Evaluated::new(answer);
        let address = || match evaluated.find(Source::Json, Some("a")) {
            Found::Json(value) => std::ptr::from_ref(value),
            _ => panic!("a string was expected"),
        };
        assert_eq!(address(), address());
    }

    #[test]
    fn an_evaluated_answer_crosses_threads() {
        fn assert<T: Send + Sync>() {}
        assert::<Evaluated<'_>>();
    }
}

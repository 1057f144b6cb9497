//! XML bodies and XPath 1.0.
//!
//! The library opens no file and no socket, so an external entity has no text; internal ones expand under a budget; nesting
//! and every other size is bounded before memory is spent. XPath 1.0 and not a later one, because definitions are written
//! for it: under 3.1 `contains(//a, 'x')` is an error as soon as there are two `a`.

use oxml::xpath::{EvalContext, Value};
use oxml::{Document, ErrorKind, Limits, XPath};

use super::cost;
use super::fault::Fault;

/// A parsed body.
pub(super) struct XmlBody {
    document: Document,
    /// What one walk over everything costs: nodes, and text in lines.
    size: usize,
}

impl XmlBody {
    /// Parses a body whose encoding is its own business: byte order mark, declaration or UTF-8.
    pub(super) fn from_bytes(body: &[u8]) -> Result<Self, Fault> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Err(Fault::EmptyBody { expected: "XML" });
        }
        let document = oxml::parse_bytes_with(body, limits())
            .map_err(|error| fault(&error, &String::from_utf8_lossy(body)))?;
        Ok(Self::new(document, body.len()))
    }

    /// Parses a body that was decoded already.
    pub(super) fn from_text(body: &str) -> Result<Self, Fault> {
        if body.trim().is_empty() {
            return Err(Fault::EmptyBody { expected: "XML" });
        }
        let document = oxml::parse_with(body, limits()).map_err(|error| fault(&error, body))?;
        Ok(Self::new(document, body.len()))
    }

    fn new(document: Document, bytes: usize) -> Self {
        let size = document.len() + bytes / 64;
        Self { document, size }
    }

    /// The text at an XPath: of the first node in document order, or of the computed value. `None` when nothing matches.
    pub(super) fn find(&self, xpath: &str) -> Result<Option<String>, Fault> {
        let xpath = compile(xpath)?;
        if !cost::is_bearable(xpath.expr(), self.size) {
            return Err(Fault::XPathTooExpensive);
        }
        let value = xpath.evaluate_with(&self.document, &EvalContext::new()).map_err(|_| Fault::XPath {
            offset: None,
            hint: "a function or [...] was given the wrong kind of value",
        })?;
        Ok(match &value {
            Value::NodeSet(nodes) if nodes.is_empty() => None,
            _ => Some(value.to_str(&self.document)),
        })
    }
}

/// Checks an XPath of a definition without a document.
///
/// # Errors
/// [`Fault::XPath`], with the place and a hint.
pub fn check_xpath(xpath: &str) -> Result<(), Fault> {
    compile(xpath).map(drop)
}

/// The library's own messages stay inside: they quote the expression.
fn compile(text: &str) -> Result<XPath, Fault> {
    let xpath = XPath::compile_with_limits(text, &limits()).map_err(|error| {
        let hint = if error.message.contains("prefix") {
            "prefixes are not known here, write *[local-name()='Name']"
        } else if error.message.contains("deep") || error.message.contains("many") {
            "it is too long or too deeply nested"
        } else {
            "this is not XPath 1.0"
        };
        Fault::XPath { offset: Some(error.offset), hint }
    })?;
    if xpath.variables().is_empty() {
        Ok(xpath)
    } else {
        Err(Fault::XPath { offset: None, hint: "there are no XPath variables, $name has no value" })
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    // Parsing descends one frame per element, 7.5 KiB each without optimisation: 100 fit a 2 MiB stack twice.
    limits.max_depth = 100;
    limits.max_name_length = 1024;
    limits.max_nodes = Some(200_000);
    limits.max_document_bytes = Some(32 * 1024 * 1024);
    limits.max_input_bytes = Some(32 * 1024 * 1024);
    limits.max_entity_depth = 4;
    limits.max_entity_expansion = 100_000;
    limits.max_dtd_bytes = Some(64 * 1024);
    limits.max_dtd_depth = 16;
    limits.max_pe_expansion = 100_000;
    limits.max_xpath_depth = 32;
    limits.max_xpath_operators = 100;
    limits.max_xpath_bytes = Some(8 * 1024);
    limits.max_xpath_nodes = 1_000;
    limits.max_xpath_arguments = 100;
    limits
}

/// The library's own messages stay inside: they quote names from the document.
fn fault(error: &oxml::Error, text: &str) -> Fault {
    let what = match error.kind {
        ErrorKind::DepthLimitExceeded => "it is nested deeper than 100 levels",
        ErrorKind::TooManyNodes => "it has more than 200,000 nodes",
        ErrorKind::InputTooLarge | ErrorKind::DocumentTooLarge => "it has more than 32 MiB",
        ErrorKind::EntityLimitExceeded => "its entities expand too far",
        ErrorKind::TooManyAttributes => "an element has more than 1,000 attributes",
        ErrorKind::AttributeTooLarge => "an attribute has more than 512 KiB",
        ErrorKind::NameTooLong => "a name has more than 1,024 bytes",
        ErrorKind::ConstructTooLarge => "a comment or section has more than 64 MiB",
        ErrorKind::DtdTooLarge | ErrorKind::DtdDepthLimitExceeded => "its document type is too large",
        _ => {
            let (line, column) = error.line_column(text);
            return Fault::Malformed { expected: "XML", line, column };
        }
    };
    Fault::TooLarge { expected: "XML", what }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SOAP: &str = r#"<?xml version="1.0"?>
        <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
          <soap:Body><Weather xmlns="urn:weather"><City code="K">Köln</City><City>Bonn</City><Empty/>
          <Text>a &amp; <![CDATA[<b>]]></Text></Weather></soap:Body>
        </soap:Envelope>"#;

    fn look(body: &str, xpath: &str) -> Result<Option<String>, Fault> {
        XmlBody::from_text(body)?.find(xpath)
    }

    #[test]
    fn places() {
        let table = [
            ("//*[local-name()='City']/text()", Some("Köln")),
            ("//*[local-name()='City'][2]", Some("Bonn")),
            ("//*[local-name()='City'][last()]/text()", Some("Bonn")),
            ("//*[local-name()='City']/@code", Some("K")),
            ("//*[local-name()='City' and @code='K']", Some("Köln")),
            ("//*[local-name()='Text']", Some("a & <b>")),
            ("//*[local-name()='Empty']", Some("")),
            ("//*[local-name()='Empty']/text()", None),
            ("//City", None),
            ("count(//*[local-name()='City'])", Some("2")),
            ("count(//City)", Some("0")),
            ("string-length(//*[local-name()='City'])", Some("4")),
            ("boolean(//*[local-name()='City'])", Some("true")),
            ("contains(//*[local-name()='City'], 'ö')", Some("true")),
            ("concat('a', 1 div 4)", Some("a0.25")),
            ("namespace-uri(//*[local-name()='City'])", Some("urn:weather")),
        ];
        for (xpath, expected) in table {
            assert_eq!(look(SOAP, xpath).expect(xpath).as_deref(), expected, "{xpath}");
        }
        let plain = "<r><item id='1'><name>a</name></item><item id='2'><name>b</name></item></r>";
        for (xpath, expected) in [
            ("/r/item[2]/name", Some("b")),
            ("//item[name='b']/@id", Some("2")),
            ("//item[@id>1]/name", Some("b")),
            ("//name[../@id='1']", Some("a")),
            ("//item/following-sibling::item/@id", Some("2")),
            ("sum(//@id)", Some("3")),
            ("/r/nothing", None),
        ] {
            assert_eq!(look(plain, xpath).expect(xpath).as_deref(), expected, "{xpath}");
        }
    }

    #[test]
    fn paths_that_do_not_read_say_where() {
        let table = [
            ("//a[", "the XPath cannot be used (at character 5): this is not XPath 1.0"),
            ("//s:a", "prefixes are not known here"),
            ("//a[$x]", "there are no XPath variables"),
            ("nonsense(//a)", "this is not XPath 1.0"),
            ("count('x')", "the wrong kind of value"),
            (&"(".repeat(5000), "too long or too deeply nested"),
            (&format!("1{}", "+1".repeat(500)), "too long or too deeply nested"),
        ];
        for (xpath, expected) in table {
            let fault = look("<a/>", xpath).expect_err(xpath).to_string();
            assert!(fault.contains(expected), "{fault}");
        }
        assert!(check_xpath("//a[@b='c']").is_ok());
        assert!(check_xpath("//a[").is_err());
    }

    #[test]
    fn bodies_that_are_no_xml_say_so() {
        let table = [
            ("", "the body is empty, it is not XML"),
            ("{\"a\": 1}", "the body is not XML (line 1"),
            ("<a>\n<b></c></a>", "the body is not XML (line 2"),
            ("<a>&unknown;</a>", "the body is not XML (line 1"),
            ("<a/><b/>", "the body is not XML (line 1"),
            ("<a b='1' b='2'/>", "the body is not XML (line 1"),
        ];
        for (body, expected) in table {
            for parsed in [XmlBody::from_text(body), XmlBody::from_bytes(body.as_bytes())] {
                let fault = parsed.err().expect(body).to_string();
                assert!(fault.starts_with(expected), "{fault}");
                assert!(!fault.contains("unknown"), "quotes the document: {fault}");
            }
        }
        assert!(XmlBody::from_bytes(b"<a>\xff\xfe</a>").is_err());
    }

    #[test]
    fn encodings_of_the_document_are_followed() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>gr\xfcn</a>";
        assert_eq!(XmlBody::from_bytes(latin).unwrap().find("/a").unwrap().as_deref(), Some("grün"));
        let utf16: Vec<u8> =
            [0xfe, 0xff].into_iter().chain("<a>grün</a>".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(XmlBody::from_bytes(&utf16).unwrap().find("/a").unwrap().as_deref(), Some("grün"));
        assert_eq!(
            look("<?xml version='1.0' encoding='ISO-8859-1'?><a>ü</a>", "/a").unwrap().as_deref(),
            Some("ü")
        );
    }

    #[test]
    fn hostile_documents_end_soon() {
        let mut bomb = String::from("<!DOCTYPE a [<!ENTITY e0 'lollollollol'>");
        for level in 1..12 {
            bomb += &format!("<!ENTITY e{level} '{}'>", format!("&e{};", level - 1).repeat(10));
        }
        bomb += "]><a>&e11;</a>";
        let flood =
            format!("<!DOCTYPE a [<!ENTITY e '{}'>]><a>{}</a>", "x".repeat(50_000), "&e;".repeat(50_000));
        let deep = "<a>".repeat(200_000) + &"</a>".repeat(200_000);
        let wide = format!("<a>{}</a>", "<b/>".repeat(300_000));
        for body in [&bomb, &flood, &deep, &wide] {
            let fault = look(body, "//a").expect_err("refused");
            assert!(matches!(fault, Fault::TooLarge { .. }), "{fault}");
        }
        let open = "<a>".repeat(200_000);
        assert!(look(&open, "//a").is_err());
    }

    #[test]
    fn external_entities_stay_outside() {
        let body = "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>[&e;]</a>";
        match look(body, "/a") {
            Ok(text) => assert_eq!(text.as_deref(), Some("[]")),
            Err(fault) => assert!(matches!(fault, Fault::Malformed { .. }), "{fault}"),
        }
    }

    #[test]
    fn the_deepest_document_fits_a_small_stack() {
        let body = "<a>".repeat(100) + "x" + &"</a>".repeat(100);
        let found = std::thread::Builder::new()
            .stack_size(1024 * 1024)
            .spawn(move || look(&body, "//a[not(a)]"))
            .expect("a thread")
            .join()
            .expect("no panic");
        assert_eq!(found.unwrap().as_deref(), Some("x"));
    }

    proptest! {
        #[test]
        fn looking_never_panics(body in r#"[<>/ab="'&;!\[\]\-? é]{0,40}"#, xpath in r#"[/a*@\[\]()'=.0-9|: é-]{0,20}"#) {
            let _ = look(&body, &xpath);
            let _ = look("<a b='é'><a/>é</a>", &xpath);
            let _ = XmlBody::from_bytes(body.as_bytes());
        }
    }
}

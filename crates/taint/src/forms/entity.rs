//! HTML and XML character references.

use std::fmt::{self, Write as _};

use zeroize::Zeroizing;

use super::{Case, Sink, written};

/// Names of the characters that HTML 4, XML or HTML 5 name and that values hold. The first name of a character is
/// the usual one.
pub(crate) const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("apos", '\''),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("equals", '='),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("nbsp", '\u{a0}'),
    ("iexcl", '¡'),
    ("cent", '¢'),
    ("pound", '£'),
    ("curren", '¤'),
    ("yen", '¥'),
    ("sect", '§'),
    ("copy", '©'),
    ("reg", '®'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("micro", 'µ'),
    ("para", '¶'),
    ("middot", '·'),
    ("iquest", '¿'),
    ("Agrave", 'À'),
    ("Aacute", 'Á'),
    ("Acirc", 'Â'),
    ("Atilde", 'Ã'),
    ("Auml", 'Ä'),
    ("Aring", 'Å'),
    ("AElig", 'Æ'),
    ("Ccedil", 'Ç'),
    ("Egrave", 'È'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Euml", 'Ë'),
    ("Igrave", 'Ì'),
    ("Iacute", 'Í'),
    ("Icirc", 'Î'),
    ("Iuml", 'Ï'),
    ("Ntilde", 'Ñ'),
    ("Ograve", 'Ò'),
    ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'),
    ("Otilde", 'Õ'),
    ("Ouml", 'Ö'),
    ("Oslash", 'Ø'),
    ("Ugrave", 'Ù'),
    ("Uacute", 'Ú'),
    ("Ucirc", 'Û'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("aring", 'å'),
    ("aelig", 'æ'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("igrave", 'ì'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("ntilde", 'ñ'),
    ("ograve", 'ò'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("ouml", 'ö'),
    ("oslash", 'ø'),
    ("ugrave", 'ù'),
    ("uacute", 'ú'),
    ("ucirc", 'û'),
    ("uuml", 'ü'),
    ("yuml", 'ÿ'),
    ("euro", '€'),
];

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    let mut put = |form: &str| sink(form.as_bytes(), Case::Same);
    // What must be escaped in text, then with the ways to write quotes.
    let quotes = [
        ("\"", "'"),
        ("&quot;", "'"),
        ("&quot;", "&apos;"),
        ("&quot;", "&#39;"),
        ("&quot;", "&#039;"),
        ("&quot;", "&#x27;"),
        ("&#34;", "&#39;"),
        ("&#x22;", "&#x27;"),
    ];
    for (double, single) in quotes {
        let once = markup(value, double, single);
        put(&once);
        put(&markup(&once, double, single));
    }
    put(&written(value, 10, |c, out| match NAMED.iter().find(|(_, named)| *named == c) {
        Some((name, _)) => {
            let _ = write!(out, "&{name};");
        }
        None => out.push(c),
    }));
    put(&numeric(value, |_| true, |number, out| write!(out, "&#{number};")));
    put(&numeric(value, |_| true, |number, out| write!(out, "&#x{number:x};")));
    put(&numeric(value, |c| !c.is_ascii_alphanumeric(), |number, out| write!(out, "&#{number};")));
    put(&numeric(value, |c| !c.is_ascii_alphanumeric(), |number, out| write!(out, "&#x{number:x};")));
}

fn numeric(
    value: &str,
    special: impl Fn(char) -> bool,
    reference: impl Fn(u32, &mut String) -> fmt::Result,
) -> Zeroizing<String> {
    written(value, 9, |c, out| {
        if !special(c) || reference(c.into(), out).is_err() {
            out.push(c);
        }
    })
}

fn markup(value: &str, double: &str, single: &str) -> Zeroizing<String> {
    written(value, 6, |c, out| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str(double),
        '\'' => out.push_str(single),
        _ => out.push(c),
    })
}

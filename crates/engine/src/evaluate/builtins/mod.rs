//! The variables and functions every template knows (Runscope's list, without `get_secret` and `incoming_url`).

pub(crate) mod deferred;
mod digest;
mod otp;
mod random;
mod time;

#[cfg(test)]
mod tests;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

pub(crate) use deferred::DEFERRED;

use super::ports::{Clock, Random};

/// Built-in names that stand without arguments, for completion and for name checks.
pub const VARIABLES: &[&str] = &[
    "timestamp",
    "utc_datetime",
    "random_int",
    "uuid",
    "runscope_environment",
    "runscope_environment_uuid",
    "runscope_bucket",
    "runscope_bucket_name",
    "runscope_test_uuid",
    "runscope_test_name",
    "runscope_region",
    "runscope_agent",
];

/// Built-in functions with their parameters, for completion and for name checks.
pub const FUNCTIONS: &[(&str, &[&str])] = &[
    ("format_timestamp", &["value", "format"]),
    ("timestamp_offset", &["value"]),
    ("random_int", &["min", "max"]),
    ("random_string", &["length"]),
    ("encode_base64", &["value"]),
    ("base64url", &["value"]),
    ("hex", &["value"]),
    ("url_encode", &["value"]),
    ("basic_auth", &["user", "password"]),
    ("md5", &["value"]),
    ("sha1", &["value"]),
    ("sha256", &["value"]),
    ("sha512", &["value"]),
    ("hmac_sha1", &["value", "key"]),
    ("hmac_sha256", &["value", "key"]),
    ("hmac_sha512", &["value", "key"]),
    ("jwt_sign", &["payload", "key"]),
    ("totp", &["key"]),
];

/// RFC 3986 section 2.3: everything but the unreserved characters is encoded.
pub(crate) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a run tells its templates about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunContext {
    /// Name of the environment.
    pub environment_name: String,
    /// Id of the environment.
    pub environment_uuid: String,
    /// The bucket's key, 12 lowercase letters and digits.
    pub bucket_key: String,
    /// Name of the bucket.
    pub bucket_name: String,
    /// Id of the test.
    pub test_uuid: String,
    /// Name of the test.
    pub test_name: String,
    /// Code of the location.
    pub region: String,
    /// Id of the remote agent; `None` in a location of the server's own.
    pub agent: Option<String>,
}

/// Why a built-in function gave nothing. Names the function and the parameter, never what was passed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuiltinError {
    /// Too few or too many arguments.
    #[error("{function} takes ({takes}), arguments given: {given}")]
    Count {
        /// The function.
        function: &'static str,
        /// Its parameters.
        takes: &'static str,
        /// How many were given.
        given: usize,
    },
    /// An argument that does not read as a whole number.
    #[error("{function}: {parameter} is not a whole number")]
    NotANumber {
        /// The function.
        function: &'static str,
        /// The parameter.
        parameter: &'static str,
    },
    /// An argument outside its range.
    #[error("{function}: {parameter} is out of range, it must be {allowed}")]
    OutOfRange {
        /// The function.
        function: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// The range in words.
        allowed: &'static str,
    },
}

/// Answers the built-in names of one run.
#[derive(Clone, Copy)]
pub struct Builtins<'a> {
    /// For `timestamp` and its relatives.
    pub clock: &'a dyn Clock,
    /// For `random_int`, `random_string` and `uuid`.
    pub random: &'a dyn Random,
    /// For the `runscope_...` variables.
    pub context: &'a RunContext,
}

impl Builtins<'_> {
    /// The value of `{{name}}`, freshly made at each call; `None` when no built-in has this name.
    pub fn variable(&self, name: &str) -> Option<String> {
        let run = self.context;
        Some(match name {
            "timestamp" => self.clock.now().as_second().to_string(),
            "utc_datetime" => time::utc_datetime(self.clock.now()),
            "random_int" => random::word(self.random).to_string(),
            "uuid" => random::uuid(self.random),
            "runscope_environment" => run.environment_name.clone(),
            "runscope_environment_uuid" => run.environment_uuid.clone(),
            "runscope_bucket" => run.bucket_key.clone(),
            "runscope_bucket_name" => run.bucket_name.clone(),
            "runscope_test_uuid" => run.test_uuid.clone(),
            "runscope_test_name" => run.test_name.clone(),
            "runscope_region" => run.region.clone(),
            "runscope_agent" => run.agent.clone().unwrap_or_default(),
            _ => return None,
        })
    }

    /// The value of `{{name(arguments)}}`; `Ok(None)` when no built-in function has this name.
    ///
    /// A built-in variable also answers to empty parentheses, `{{uuid()}}`.
    ///
    /// # Errors
    /// The wrong number of arguments, or one that does not read or is out of range.
    pub fn call(&self, name: &str, args: &[String]) -> Result<Option<String>, BuiltinError> {
        let args = without_lone_blank(args);
        if args.is_empty()
            && let Some(value) = self.variable(name)
        {
            return Ok(Some(value));
        }
        let value = match name {
            // A date format may hold commas, which the template's grammar takes for separators.
            "format_timestamp" => match args {
                [value, format @ ..] if !format.is_empty() => time::format(value, &format.join(", "))?,
                _ => return Err(count("format_timestamp", "value, format", args)),
            },
            "timestamp_offset" => time::offset(self.clock.now(), one("timestamp_offset", args)?)?,
            "random_int" => {
                let [min, max] = two("random_int", "min, max", args)?;
                random::between(self.random, min, max)?
            }
            "random_string" => random::string(self.random, one("random_string", args)?)?,
            _ if let Some((_, parameters)) = DEFERRED.iter().find(|(own, _)| *own == name) => {
                let values: Vec<&str> = match args {
                    [] => vec![""],
                    args => args.iter().map(String::as_str).collect(),
                };
                deferred::check(name, parameters, values.len())?;
                deferred::call(name, &values, self.clock.now().as_second())?
            }
            _ if VARIABLES.contains(&name) => {
                return Err(BuiltinError::Count { function: "this variable", takes: "", given: args.len() });
            }
            _ => return Ok(None),
        };
        Ok(Some(value))
    }
}

/// `f()` may arrive as no argument or as one that is empty; for functions of one text both mean the empty text.
fn without_lone_blank(args: &[String]) -> &[String] {
    match args {
        [only] if only.is_empty() => &[],
        _ => args,
    }
}

fn one<'a>(function: &'static str, args: &'a [String]) -> Result<&'a str, BuiltinError> {
    match args {
        [] => Ok(""),
        [only] => Ok(only),
        _ => Err(count(function, "one value", args)),
    }
}

fn two<'a>(
    function: &'static str,
    takes: &'static str,
    args: &'a [String],
) -> Result<[&'a str; 2], BuiltinError> {
    match args {
        [first, second] => Ok([first, second]),
        _ => Err(count(function, takes, args)),
    }
}

fn count(function: &'static str, takes: &'static str, args: &[String]) -> BuiltinError {
    BuiltinError::Count { function, takes, given: args.len() }
}

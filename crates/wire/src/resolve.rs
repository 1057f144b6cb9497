//! Names to addresses, once per hop, all families.

use std::{collections::HashMap, net::IpAddr, sync::OnceLock};

use hickory_resolver::{TokioResolver, config::LookupIpStrategy};

use crate::{ResolverChoice, WireError, error::Failure};

pub(crate) enum Resolver {
    /// Built at the first name: a process that only speaks to addresses reads no configuration.
    System(OnceLock<Option<Box<TokioResolver>>>),
    Static(HashMap<String, Vec<IpAddr>>),
}

impl Resolver {
    pub(crate) fn new(choice: ResolverChoice) -> Self {
        match choice {
            ResolverChoice::System => Self::System(OnceLock::new()),
            ResolverChoice::Static(names) => Self::Static(names),
        }
    }

    /// Every address of `name`, never none.
    pub(crate) async fn lookup(&self, name: &str) -> Result<Vec<IpAddr>, Failure> {
        let addresses = match self {
            Self::Static(names) => {
                names.get(name.strip_suffix('.').unwrap_or(name)).cloned().unwrap_or_default()
            }
            Self::System(resolver) => {
                let Some(resolver) = resolver.get_or_init(system) else {
                    return Err(WireError::NameServers.into());
                };
                let found = resolver.lookup_ip(name).await.map_err(|error| {
                    // That there is none says it all; the library would print its query.
                    if error.is_no_records_found() || error.is_nx_domain() {
                        WireError::NameNotFound.into()
                    } else {
                        Failure::with(WireError::NameServers, error)
                    }
                })?;
                found.iter().collect()
            }
        };
        if addresses.is_empty() { Err(WireError::NameNotFound.into()) } else { Ok(addresses) }
    }
}

fn system() -> Option<Box<TokioResolver>> {
    let mut builder = TokioResolver::builder_tokio().ok()?;
    let options = builder.options_mut();
    options.ip_strategy = LookupIpStrategy::Ipv6AndIpv4;
    // A cached answer would make the name look healthy and fast when it is neither.
    options.cache_size = 0;
    builder.build().ok().map(Box::new)
}

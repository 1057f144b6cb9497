//! What scripts see, assembled from the files in `surface/`.
//!
//! One more name for scripts: a function in one of those files, a native one in `natives` if it needs the host.

use std::rc::Rc;

use rquickjs::{Ctx, Function, Object, Persistent, Value};

use super::natives::{host, script_options};
use super::session::Session;

/// The surface's functions the machine calls. They are part of the image, so they may be kept over resets.
pub(super) struct Surface {
    pub(super) request_edits: Persistent<Function<'static>>,
    pub(super) response_edits: Persistent<Function<'static>>,
    pub(super) describe: Persistent<Function<'static>>,
}

macro_rules! file {
    ($name:literal) => {
        (concat!($name, ".js"), include_str!(concat!("surface/", $name, ".js")))
    };
}

impl Surface {
    /// Defines every global name.
    pub(super) fn install<'js>(ctx: &Ctx<'js>, session: &Rc<Session>) -> rquickjs::Result<Self> {
        let host = host(ctx, session)?;
        let base: Object<'js> = function(ctx, file!("base"))?.call((host.clone(),))?;
        let part = |file| -> rquickjs::Result<Value<'js>> {
            function(ctx, file)?.call((host.clone(), base.clone()))
        };
        let with = |file, first: Value<'js>| -> rquickjs::Result<Value<'js>> {
            function(ctx, file)?.call((host.clone(), base.clone(), first))
        };
        let sealed = part(file!("sealed"))?;
        with(file!("basics"), sealed.clone())?;
        with(file!("libraries"), sealed)?;
        with(file!("xml"), part(file!("marknote"))?)?;
        let describe = part(file!("thrown"))?;

        let fields = part(file!("fields"))?;
        let request = with(file!("request"), fields.clone())?;
        let response = with(file!("response"), fields)?;
        let exchange: Object<'js> =
            function(ctx, file!("exchange"))?.call((host.clone(), base.clone(), request, response))?;
        Ok(Self {
            request_edits: Persistent::save(ctx, exchange.get::<_, Function<'js>>("requestEdits")?),
            response_edits: Persistent::save(ctx, exchange.get::<_, Function<'js>>("responseEdits")?),
            describe: Persistent::save(ctx, describe.get::<Function<'js>>()?),
        })
    }
}

fn function<'js>(ctx: &Ctx<'js>, (name, source): (&str, &str)) -> rquickjs::Result<Function<'js>> {
    let mut options = script_options(name);
    options.strict = true;
    ctx.eval_with_options(source, options)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use rquickjs::CatchResultExt;

    use super::Surface;
    use crate::sandbox::line::Line;
    use crate::sandbox::raw::Realm;
    use crate::sandbox::session::Session;

    #[test]
    fn it_installs() {
        let session = Rc::new(Session::new(Line));
        let built = Realm::build(32 << 20, |context| {
            context.with(|ctx| {
                let installed = Surface::install(&ctx, &session).catch(&ctx);
                installed.map(drop).unwrap_or_else(|error| panic!("{error}"));
            });
            Ok(())
        });
        assert!(built.is_ok());
    }
}

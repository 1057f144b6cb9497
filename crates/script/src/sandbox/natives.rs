//! The functions the surface is made of. They are the only way out of the engine, and none leads to the system.

use std::cell::RefCell;
use std::rc::Rc;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rquickjs::context::EvalOptions;
use rquickjs::function::{Func, IntoJsFunc};
use rquickjs::{Array, Ctx, Exception, Function, IntoJs, Object, Value};

use zeroize::Zeroizing;

use super::raw::Realm;
use super::session::Session;
use super::{base64, digest, libraries, xml};
use crate::TOKEN_MARK;
use crate::protocol::FieldsFrame;

/// The object the surface knows as `host`.
pub(super) fn host<'js>(ctx: &Ctx<'js>, session: &Rc<Session>) -> rquickjs::Result<Object<'js>> {
    let host = Object::new(ctx.clone())?;
    let shared = || Rc::clone(session);

    let s = shared();
    put(&host, "log", move |text: String| s.log(text))?;
    let s = shared();
    put(&host, "passed", move |message: String| s.passed(message))?;
    let s = shared();
    put(&host, "variable", move |name: String| Maybe(s.variable(&name)))?;
    let s = shared();
    put(&host, "setVariable", move |name: String, value: String| s.set_variable(name, value))?;
    let s = shared();
    put(&host, "secret", move |name: String| Secret(s.secret(&name)))?;
    let s = shared();
    put(&host, "call", move |function: String, arguments: Vec<String>| match s.call(function, arguments) {
        Ok(result) => vec![String::new(), result],
        Err(error) => vec![error, String::new()],
    })?;
    host.set("tokenMark", TOKEN_MARK)?;
    let s = shared();
    put(&host, "bucketKey", move || s.bucket_key())?;
    let s = shared();
    put(&host, "request", move |ctx: Ctx<'js>| request(&ctx, &s))?;
    let s = shared();
    put(&host, "response", move |ctx: Ctx<'js>| response(&ctx, &s))?;
    let s = shared();
    put(&host, "library", move |ctx: Ctx<'js>, name: String| library(&ctx, &s, &name))?;

    put(&host, "encodeBase64", |text: String| base64::encode(&text))?;
    put(&host, "decodeBase64", |text: String| Maybe(base64::decode(&text)))?;
    put(&host, "btoa", |text: String| base64::btoa(&text))?;
    put(&host, "atob", |text: String| Maybe(base64::atob(&text)))?;
    put(&host, "byteLength", |text: String| text.len() as f64)?;
    put(&host, "xml", |text: String| match xml::parse(&text).map(|root| serde_json::to_string(&root)) {
        Ok(Ok(json)) => vec![String::new(), json],
        Ok(Err(_)) => vec!["the XML cannot be shown as JSON".to_owned(), String::new()],
        Err(error) => vec![error, String::new()],
    })?;

    put(&host, "md5", |state: Array<'js>, words: Array<'js>, offset: usize| {
        digest::step(&state, &words, offset, md5::block_api::compress)
    })?;
    put(&host, "sha1", |state: Array<'js>, words: Array<'js>, offset: usize| {
        digest::step(&state, &words, offset, sha1::block_api::compress)
    })?;
    put(&host, "sha256", |state: Array<'js>, words: Array<'js>, offset: usize| {
        digest::step(&state, &words, offset, sha2::block_api::compress256)
    })?;

    // Seeded by the system when the image is made, and not part of it.
    let random =
        RefCell::new(StdRng::try_from_rng(&mut rand::rngs::SysRng).map_err(|_| rquickjs::Error::Unknown)?);
    put(&host, "random", move || random.borrow_mut().random::<f64>())?;
    Ok(host)
}

/// Puts a function into `host` such that it lives as long as the process.
fn put<'js, P, F>(host: &Object<'js>, name: &str, function: F) -> rquickjs::Result<()>
where
    F: IntoJsFunc<'js, P> + 'js,
{
    host.set(name, Func::from(function))?;
    Realm::keep(&host.get(name)?);
    Ok(())
}

/// `undefined` where there is nothing.
struct Maybe(Option<String>);

impl<'js> IntoJs<'js> for Maybe {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.0.map_or_else(|| Ok(Value::new_undefined(ctx.clone())), |text| text.into_js(ctx))
    }
}

/// The same, wiped once the engine has its copy; the engine's is wiped with its heap.
struct Secret(Option<Zeroizing<String>>);

impl<'js> IntoJs<'js> for Secret {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        match &self.0 {
            Some(text) => text.as_str().into_js(ctx),
            None => Ok(Value::new_undefined(ctx.clone())),
        }
    }
}

fn request<'js>(ctx: &Ctx<'js>, session: &Session) -> rquickjs::Result<Object<'js>> {
    let given = session.request().ok_or_else(|| Exception::throw_reference(ctx, "request is not defined"))?;
    let object = Object::new(ctx.clone())?;
    object.set("method", given.method)?;
    object.set("url", given.url)?;
    object.set("headers", fields(ctx, given.headers)?)?;
    object
        .set("params", given.params.into_iter().map(|(name, value)| vec![name, value]).collect::<Vec<_>>())?;
    if let Some(form) = given.form {
        object.set("form", fields(ctx, form)?)?;
    }
    object.set("body", given.body)?;
    Ok(object)
}

fn response<'js>(ctx: &Ctx<'js>, session: &Session) -> rquickjs::Result<Object<'js>> {
    let given =
        session.response().ok_or_else(|| Exception::throw_reference(ctx, "response is not defined"))?;
    let object = Object::new(ctx.clone())?;
    object.set("status", given.status)?;
    object.set("reason", given.reason)?;
    object.set("headers", fields(ctx, given.headers)?)?;
    object.set("body", given.body)?;
    object.set("response_time_ms", given.response_time_ms as f64)?;
    object.set("size_bytes", given.size_bytes as f64)?;
    Ok(object)
}

/// `[[name, [value, ...]], ...]`.
fn fields<'js>(ctx: &Ctx<'js>, fields: FieldsFrame) -> rquickjs::Result<Array<'js>> {
    let list = Array::new(ctx.clone())?;
    for (index, (name, values)) in fields.into_iter().enumerate() {
        let pair = Array::new(ctx.clone())?;
        pair.set(0, name)?;
        pair.set(1, values)?;
        list.set(index, pair)?;
    }
    Ok(list)
}

/// A bundled library's function.
fn library<'js>(ctx: &Ctx<'js>, session: &Session, name: &str) -> rquickjs::Result<Function<'js>> {
    let library = libraries::find(name).ok_or_else(|| Exception::throw_reference(ctx, "no such library"))?;
    let source = library.source().map_err(|message| Exception::throw_message(ctx, message))?;
    let (module, _done) = session.compiled(library, source)?.load(ctx)?.eval()?;
    module.get("default")
}

/// A classic, sloppy script, as browsers and the scripts of twenty years expect it.
pub(super) fn script_options(file: &str) -> EvalOptions {
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some(file.to_owned());
    options
}

//! The engine that runs one script after the other, each from the same image.
//!
//! The image holds the surface and the libraries earlier scripts of this process have touched: a script cannot tell,
//! since a library is otherwise evaluated at the touch, but it need not wait for it.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use rquickjs::{Context, Ctx, Value};
use rustix::time::{ClockId, clock_gettime};

use super::natives::script_options;
use super::raw::Realm;
use super::session::Session;
use super::surface::Surface;
use super::thrown::{self, SCRIPT, Trouble};
use super::{edits, libraries};
use crate::protocol::{Done, EditedFrame, End, LimitFrame, Response, Run, ThrownFrame};

/// Address space of the heap. Pages are taken as they are touched.
const HEAP: usize = 192 << 20;
/// The most a script is given of it; the rest is what blocks lose by their size classes.
const MEMORY: usize = 96 << 20;
/// Largest stack, well inside the 8 MiB of a main thread.
const STACK: usize = 1 << 20;
/// Garbage is looked for when this much more than the image is in use; most scripts never get there.
const GARBAGE: usize = 8 << 20;
/// A process whose heap grew beyond the image by more than this is not kept.
const RETIRE: usize = 24 << 20;

pub(super) struct Machine {
    session: Rc<Session>,
    realm: Realm,
    surface: Surface,
    loaded: BTreeSet<&'static str>,
}

/// What a script left besides its session.
struct Ended {
    trouble: Option<Trouble>,
    request: Option<EditedFrame>,
    response: Option<Response>,
}

impl Machine {
    pub(super) fn new(session: Rc<Session>) -> rquickjs::Result<Self> {
        let loaded = session.touched();
        let mut surface = None;
        let realm = Realm::build(HEAP, |context| {
            guard(context, &session);
            let installed = context.with(|ctx| Surface::install(&ctx, &session))?;
            track_rejections(context, &session, &installed);
            surface = Some(installed);
            context.with(|ctx| loaded.iter().try_for_each(|name| touch(&ctx, name)))
        })?;
        let surface = surface.ok_or(rquickjs::Error::Unknown)?;
        Ok(Self { session, realm, surface, loaded })
    }

    /// Runs one script from the image and sets everything back.
    pub(super) fn run(&mut self, run: Run) -> End {
        if self.session.touched_count() != self.loaded.len()
            && let Ok(grown) = Self::new(Rc::clone(&self.session))
        {
            *self = grown;
        }
        let limits = run.limits;
        let memory = usize::try_from(limits.memory).unwrap_or(MEMORY).min(MEMORY);
        let before = self.realm.touched();
        let runtime = self.realm.runtime();
        runtime.set_memory_limit(self.realm.live().saturating_add(memory));
        runtime.set_max_stack_size(usize::try_from(limits.stack).unwrap_or(STACK).min(STACK));
        runtime.set_gc_threshold(self.realm.live() + GARBAGE);
        let (source, scripts) = self.session.begin(run);

        let start = processor_time();
        let ended = self.realm.with(|ctx| self.execute(&ctx, &source, &scripts));
        let cpu = processor_time().saturating_sub(start);

        let starved = self.realm.live() > memory / 2;
        let retire = self.realm.touched() - before > RETIRE;
        self.realm.reset();
        End { retire, result: self.result(ended, starved, cpu) }
    }

    fn execute(&self, ctx: &Ctx<'_>, source: &str, scripts: &[String]) -> Ended {
        let mut trouble = self.evaluate(ctx, source, scripts).err();
        let mut request = None;
        let mut response = None;
        if !self.session.must_stop() {
            let result = (|| {
                let json: String = self.surface.request_edits.clone().restore(ctx)?.call(())?;
                request = edits::request(&self.session, &json);
                let json: String = self.surface.response_edits.clone().restore(ctx)?.call(())?;
                response = edits::response(&self.session, &json);
                Ok(())
            })();
            if let Err(error) = result {
                trouble.get_or_insert(self.trouble(ctx, &error));
            }
        }
        Ended { trouble, request, response }
    }

    fn evaluate(&self, ctx: &Ctx<'_>, source: &str, scripts: &[String]) -> Result<(), Trouble> {
        // The engine takes source text as the C language does.
        if scripts.iter().any(|script| script.contains('\0')) || source.contains('\0') {
            return Err(Trouble::Thrown(words("SyntaxError: a script may not contain NUL characters")));
        }
        let file = |index| format!("library {}", index + 1);
        self.narrow(ctx).map_err(|error| self.trouble(ctx, &error))?;
        for (index, script) in scripts.iter().enumerate() {
            ctx.eval_with_options::<Value<'_>, _>(script.as_str(), script_options(&file(index)))
                .map_err(|error| self.trouble(ctx, &error).within(&file(index)))?;
        }
        ctx.eval_with_options::<Value<'_>, _>(source, script_options(SCRIPT))
            .map_err(|error| self.trouble(ctx, &error))?;
        // What promises have left to do; the deadline ends a chain without an end.
        while !self.session.must_stop() && ctx.execute_pending_job() {}
        Ok(())
    }

    /// Takes away the names of what this script has not.
    fn narrow(&self, ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        if !self.session.has_request() {
            ctx.globals().remove("request")?;
        }
        if !self.session.has_response() {
            ctx.globals().remove("response")?;
        }
        Ok(())
    }

    fn trouble(&self, ctx: &Ctx<'_>, error: &rquickjs::Error) -> Trouble {
        if self.session.must_stop() || !matches!(error, rquickjs::Error::Exception) {
            return Trouble::Unreadable;
        }
        match self.surface.describe.clone().restore(ctx) {
            Ok(describe) => thrown::pending(ctx, &describe),
            Err(_) => Trouble::Unreadable,
        }
    }

    fn result(&self, ended: Ended, starved: bool, cpu: Duration) -> Result<Done, LimitFrame> {
        if let Some(Trouble::Thrown(thrown)) = &ended.trouble {
            self.session.affords(&thrown.message);
        }
        let limit = self.session.limit();
        let left = self.session.end();
        if let Some(limit) = limit {
            return Err(limit);
        }
        let error = match ended.trouble {
            Some(Trouble::Limit(limit)) => return Err(limit),
            Some(Trouble::Null | Trouble::Unreadable) if starved => return Err(LimitFrame::Memory),
            Some(Trouble::Null) => Some(words("null")),
            Some(Trouble::Unreadable) => Some(unreadable()),
            Some(Trouble::Thrown(thrown)) => Some(thrown),
            None => left.rejection,
        };
        Ok(Done {
            log: left.log,
            variables: left.variables,
            request: ended.request,
            response: ended.response,
            passed: left.passed,
            error,
            cpu_us: u64::try_from(cpu.as_micros()).unwrap_or(u64::MAX),
        })
    }
}

/// Lets the session end a script between two steps of the engine, regular expressions included.
fn guard(context: &Context, session: &Rc<Session>) {
    let session = Rc::clone(session);
    context.runtime().set_interrupt_handler(Some(Box::new(move || session.must_stop())));
}

/// A promise rejected with nobody to see it counts as thrown.
fn track_rejections(context: &Context, session: &Rc<Session>, surface: &Surface) {
    let session = Rc::clone(session);
    let describe = surface.describe.clone();
    context.runtime().set_host_promise_rejection_tracker(Some(Box::new(move |ctx, _, reason, handled| {
        if handled {
            session.rejection_handled();
        } else if let Ok(describe) = describe.clone().restore(&ctx) {
            session.rejected(match thrown::of(reason, &describe) {
                Trouble::Thrown(thrown) => thrown,
                _ => unreadable(),
            });
        }
    })));
}

/// For what cannot be put into words.
fn unreadable() -> ThrownFrame {
    words("the script ended with an error that cannot be read")
}

fn words(message: &str) -> ThrownFrame {
    ThrownFrame { assertion: false, message: message.to_owned(), place: None }
}

/// Makes library `name` part of the image, the way a script would.
fn touch(ctx: &Ctx<'_>, name: &str) -> rquickjs::Result<()> {
    let Some(library) = libraries::find(name) else { return Ok(()) };
    ctx.eval_with_options::<Value<'_>, _>(library.touch, script_options("surface"))?;
    Ok(())
}

/// Processor time of this process.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

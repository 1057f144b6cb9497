//! What one script has been given and has left behind so far. Lives outside the engine's heap.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

use indexmap::IndexMap;
use zeroize::Zeroizing;

use super::libraries::Library;
use super::line::Line;
use super::raw::{Bytecode, compile};
use crate::protocol::{
    ChangesFrame, EditedFrame, LimitFrame, PartFrame, Request, Response, Run, ThrownFrame, ToParent,
    ToSandbox,
};

/// What an entry of the log costs besides its text, so that empty ones count.
const ENTRY: usize = 16;

/// The state of the script at work. One per process, emptied for each script by [`Session::begin`].
pub(super) struct Session {
    line: Line,
    deadline: Cell<Option<Instant>>,
    timed_out: Cell<bool>,
    /// Bytes of output still allowed: log, then variables.
    room: Cell<[u64; 2]>,
    overflowed: Cell<bool>,
    state: RefCell<State>,
    /// Libraries touched by any script of this process, compiled.
    compiled: RefCell<BTreeMap<&'static str, Rc<Bytecode>>>,
}

#[derive(Default)]
struct State {
    variables: HashMap<String, String>,
    on_demand: HashSet<String>,
    set: IndexMap<String, String>,
    log: Vec<String>,
    passed: Vec<String>,
    request: Slot<Request>,
    response: Slot<Response>,
    bucket_key: String,
    rejections: Vec<ThrownFrame>,
}

/// A part, and what the script was given of it.
#[derive(Default)]
enum Slot<T> {
    #[default]
    Absent,
    Waiting(T),
    Askable,
    Given(T),
}

impl<T: Clone> Slot<T> {
    fn new(part: PartFrame<T>) -> Self {
        match part {
            PartFrame::Absent => Self::Absent,
            PartFrame::Ready(value) => Self::Waiting(value),
            PartFrame::OnRead => Self::Askable,
        }
    }
}

/// Everything a script left.
pub(super) struct Left {
    pub(super) log: Vec<String>,
    pub(super) passed: Vec<String>,
    pub(super) variables: Vec<(String, String)>,
    pub(super) rejection: Option<ThrownFrame>,
}

impl Session {
    pub(super) fn new(line: Line) -> Self {
        Self {
            line,
            deadline: Cell::new(None),
            timed_out: Cell::new(false),
            room: Cell::new([0; 2]),
            overflowed: Cell::new(false),
            state: RefCell::default(),
            compiled: RefCell::default(),
        }
    }

    pub(super) fn line(&self) -> Line {
        self.line
    }

    /// The names of the libraries touched so far.
    pub(super) fn touched(&self) -> BTreeSet<&'static str> {
        self.compiled.borrow().keys().copied().collect()
    }

    /// How many there are.
    pub(super) fn touched_count(&self) -> usize {
        self.compiled.borrow().len()
    }

    /// `library`, compiled when it is first touched.
    pub(super) fn compiled(&self, library: &Library, source: &str) -> rquickjs::Result<Rc<Bytecode>> {
        if let Some(code) = self.compiled.borrow().get(library.name) {
            return Ok(Rc::clone(code));
        }
        let code = Rc::new(compile(library.file, source)?);
        self.compiled.borrow_mut().insert(library.name, Rc::clone(&code));
        Ok(code)
    }

    /// Forgets the last script and takes what the next one may see. Returns its source and libraries.
    pub(super) fn begin(&self, run: Run) -> (String, Vec<String>) {
        self.deadline.set(Instant::now().checked_add(Duration::from_millis(run.limits.time_ms)));
        self.timed_out.set(false);
        self.overflowed.set(false);
        self.room.set([run.limits.output; 2]);
        *self.state.borrow_mut() = State {
            variables: run.variables.into_iter().collect(),
            on_demand: run.on_demand.into_iter().collect(),
            request: Slot::new(run.request),
            response: Slot::new(run.response),
            bucket_key: run.bucket_key,
            ..State::default()
        };
        (run.source, run.libraries)
    }

    /// Takes out what the script left and forgets what it was given.
    pub(super) fn end(&self) -> Left {
        self.deadline.set(None);
        let mut state = self.state.take();
        Left {
            log: state.log,
            passed: state.passed,
            variables: state.set.into_iter().collect(),
            rejection: state.rejections.pop(),
        }
    }

    /// Whether the engine must stop now. Asked often.
    pub(super) fn must_stop(&self) -> bool {
        if self.deadline.get().is_some_and(|deadline| Instant::now() >= deadline) {
            self.timed_out.set(true);
        }
        self.timed_out.get() || self.overflowed.get()
    }

    /// The limit that was reached outside the engine, if any.
    pub(super) fn limit(&self) -> Option<LimitFrame> {
        if self.overflowed.get() {
            Some(LimitFrame::Output)
        } else if self.timed_out.get() {
            Some(LimitFrame::Time)
        } else {
            None
        }
    }

    fn spend(&self, purse: usize, bytes: usize) -> bool {
        let mut room = self.room.get();
        let enough = room[purse] >= bytes as u64;
        if enough {
            room[purse] -= bytes as u64;
            self.room.set(room);
        } else {
            self.overflowed.set(true);
        }
        enough
    }

    /// Whether there is room in the output for what was thrown. It is all or nothing: cutting is for whoever has removed
    /// secrets from it.
    pub(super) fn affords(&self, message: &str) -> bool {
        self.spend(0, message.len())
    }

    pub(super) fn log(&self, text: String) {
        if self.spend(0, text.len() + ENTRY) {
            self.state.borrow_mut().log.push(text);
        }
    }

    pub(super) fn passed(&self, message: String) {
        if self.spend(0, message.len() + ENTRY) {
            self.state.borrow_mut().passed.push(message);
        }
    }

    pub(super) fn set_variable(&self, name: String, value: String) {
        if self.spend(1, name.len() + value.len() + ENTRY) {
            let set = &mut self.state.borrow_mut().set;
            set.shift_remove(&name);
            set.insert(name, value);
        }
    }

    /// A variable: what the script set, else what it was given, else what the host has.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        {
            let state = self.state.borrow();
            if let Some(value) = state.set.get(name).or_else(|| state.variables.get(name)) {
                return Some(value.clone());
            }
            if !state.on_demand.contains(name) {
                return None;
            }
        }
        let value = match self.line.ask(&ToParent::AskVariable(name.to_owned())) {
            ToSandbox::Variable(value) => value,
            _ => None,
        };
        let mut state = self.state.borrow_mut();
        state.on_demand.remove(name);
        if let Some(value) = &value {
            state.variables.insert(name.to_owned(), value.clone());
        }
        value
    }

    pub(super) fn secret(&self, name: &str) -> Option<Zeroizing<String>> {
        match self.line.ask(&ToParent::AskSecret(name.to_owned())) {
            ToSandbox::Secret(value) => value.map(Zeroizing::new),
            _ => None,
        }
    }

    /// A function of texts, which the host works out: it may be given tokens.
    pub(super) fn call(&self, function: String, arguments: Vec<String>) -> Result<String, String> {
        match self.line.ask(&ToParent::AskCall(function, arguments)) {
            ToSandbox::Called(result) => result,
            _ => Err("no answer".to_owned()),
        }
    }

    pub(super) fn bucket_key(&self) -> String {
        self.state.borrow().bucket_key.clone()
    }

    pub(super) fn has_request(&self) -> bool {
        !matches!(self.state.borrow().request, Slot::Absent)
    }

    pub(super) fn has_response(&self) -> bool {
        !matches!(self.state.borrow().response, Slot::Absent)
    }

    /// The request, asked of the host at the first call.
    pub(super) fn request(&self) -> Option<Request> {
        let slot = std::mem::take(&mut self.state.borrow_mut().request);
        let given = match slot {
            Slot::Absent => return None,
            Slot::Waiting(request) | Slot::Given(request) => request,
            Slot::Askable => match self.line.ask(&ToParent::AskRequest) {
                ToSandbox::Request(request) => request,
                _ => return None,
            },
        };
        self.state.borrow_mut().request = Slot::Given(given.clone());
        Some(given)
    }

    /// The response, asked of the host at the first call.
    pub(super) fn response(&self) -> Option<Response> {
        let slot = std::mem::take(&mut self.state.borrow_mut().response);
        let given = match slot {
            Slot::Absent => return None,
            Slot::Waiting(response) | Slot::Given(response) => response,
            Slot::Askable => match self.line.ask(&ToParent::AskResponse) {
                ToSandbox::Response(response) => response,
                _ => return None,
            },
        };
        self.state.borrow_mut().response = Slot::Given(given.clone());
        Some(given)
    }

    /// A promise was rejected with nobody to see it.
    pub(super) fn rejected(&self, thrown: ThrownFrame) {
        self.state.borrow_mut().rejections.push(thrown);
    }

    /// Somebody came to see the rejected promise after all.
    pub(super) fn rejection_handled(&self) {
        self.state.borrow_mut().rejections.pop();
    }

    /// The request with `change` made to what the script was given; `None` when it never read it.
    pub(super) fn edit_request(
        &self,
        change: impl FnOnce(&mut Request) -> ChangesFrame,
    ) -> Option<EditedFrame> {
        match &self.state.borrow().request {
            Slot::Given(given) => {
                let mut view = given.clone();
                let changed = change(&mut view);
                Some(EditedFrame { view, changed })
            }
            _ => None,
        }
    }

    /// The response with `change` made to what the script was given; `None` when it never read it.
    pub(super) fn edit_response(&self, change: impl FnOnce(&mut Response)) -> Option<Response> {
        match &self.state.borrow().response {
            Slot::Given(given) => {
                let mut view = given.clone();
                change(&mut view);
                Some(view)
            }
            _ => None,
        }
    }
}

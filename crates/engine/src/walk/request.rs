//! A request step on its way through the run.

use tacit_record::Step;
use tacit_spec::{Step as StepDefinition, test::Request};

use super::Walk;
use crate::{
    plan::Limits,
    project::Standing,
    step::{self, StepContext},
};

impl Walk<'_> {
    pub(super) async fn request(
        &mut self,
        definition: &StepDefinition,
        request: &Request,
        place: String,
    ) -> Step {
        let start_ms = self.pace.start_ms(&self.control);
        if !self.environment.preserve_cookies {
            self.jar.clear();
        }
        let boundary = self.boundary();
        let context = StepContext {
            wire: &self.engine.wire,
            scripts: &self.scripts,
            secrets: &self.plan.secrets,
            derived: self.derived,
            sealed: self.sealed,
            builtins: &self.builtins,
            defaults: &self.defaults,
            limits: self.limits(),
            verify_tls: self.environment.verify_ssl,
            pace: self.pace,
            cancel: self.cancel,
            pre_request: &self.environment.pre_request,
            post_response: &self.environment.post_response,
            boundary,
        };
        let raw = step::run(&context, request, &mut self.scope, &mut self.jar, &self.control).await;
        let label = raw.verdict_label();
        let passed = raw.passed();
        self.failed |= !passed;
        let projector = self.projector();
        let level = projector.level(&label, &self.control);
        let standing =
            Standing { definition, place, control: &self.control, secrets: self.names(&label), start_ms };
        let record = projector.request(standing, request, &raw, self.cancel.is_cancelled());
        if self.environment.stop_on_failure {
            self.stopped |= !passed;
            if level.hides_verdict() {
                // Whether the next step runs depends on how this one ended.
                self.control.join(&label.computed());
            }
        }
        record
    }

    /// A request may take no longer than what is left of the run.
    fn limits(&self) -> Limits {
        Limits { request: self.plan.limits.request.min(self.pace.left()), ..self.plan.limits }
    }

    /// A delimiter that nobody can guess and put into a part (RFC 2046).
    fn boundary(&self) -> String {
        let mut bytes = [0; 16];
        self.engine.random.fill(&mut bytes);
        format!("tacit-{}", hex::encode(bytes))
    }
}

//! A request step on its way through the run.

use std::mem;

use tacit_record::Step;
use tacit_spec::{Step as StepDefinition, test::Request};

use super::Walk;
use crate::{project::Standing, step};

impl Walk<'_> {
    pub(super) async fn request(
        &mut self,
        definition: &StepDefinition,
        request: &Request,
        place: String,
    ) -> Step {
        let start_ms = self.around.pace.start_ms(&self.control);
        if !self.environment.preserve_cookies {
            self.jar.clear();
        }
        let mut scope = mem::take(&mut self.scope);
        let mut jar = self.jar.taken();
        let raw = step::run(&self.context(true), request, &mut scope, &mut jar, &self.control).await;
        (self.scope, self.jar) = (scope, jar);
        let label = raw.verdict_label();
        self.summary.request(definition, request, &raw);
        let projector = self.projector();
        let standing =
            Standing { definition, place, control: &self.control, secrets: self.names(&label), start_ms };
        let record = projector.request(standing, request, &raw, self.around.cancel.is_cancelled());
        self.judged(raw.passed(), &label);
        record
    }
}

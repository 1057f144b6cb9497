/** One step of a result: a line that opens. */
import { Badge, Box, Button, Collapse, Stack, Tabs, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight, IconKey } from '@tabler/icons-react';
import { useId } from 'react';

import { hidden, shown, type StepRecord } from '@/api/record';
import { VerdictIcon } from '@/components/Verdict';
import { duration } from '@/lib/format';
import { Assertions, Condition, Extractions, Scripts, Subtest } from './Checks';
import { Errors } from './Errors';
import { HiddenPart } from './HiddenPart';
import { ConnectionTab, RequestTab, ResponseTab } from './Hops';
import { useDiagnosis } from './diagnoses';
import classes from './StepItem.module.css';
import { stepStatus, stepTime, stepVerdict } from './view';
import { WhyItFailed } from './WhyItFailed';

const kinds: Record<string, string> = {
  pause: 'Pause',
  condition: 'Condition',
  'conditional-loop': 'Loop',
  subtest: 'Subtest',
  'initial-script': 'Initial script',
};

/** More nested steps than this are shown when somebody asks for them. */
const few = 12;

export function StepItem({ step, startOpen }: { step: StepRecord; startOpen: boolean }) {
  const [opened, { toggle }] = useDisclosure(startOpen);
  const body = useId();
  const verdict = stepVerdict(step);
  const status = stepStatus(step);
  const time = stepTime(step);
  const name = step.note || step.url || step.subtest?.name || kinds[step.step_type] || step.step_type;
  return (
    <li className={classes.step} data-verdict={verdict}>
      <UnstyledButton className={classes.line} onClick={toggle} aria-expanded={opened} aria-controls={body} aria-label={`Step ${step.place}: ${name}`}>
        <IconChevronRight size={16} className={classes.chevron} data-open={opened || undefined} aria-hidden="true" />
        <VerdictIcon result={verdict} size={20} />
        <Text span size="sm" c="dimmed" className={classes.place}>
          {step.place}
        </Text>
        {step.method ? (
          <Text span size="sm" fw={650} ff="monospace" className={classes.method}>
            {step.method}
          </Text>
        ) : (
          <Text span size="sm" fw={600}>
            {kinds[step.step_type] ?? step.step_type}
          </Text>
        )}
        <span className={classes.title}>
          {step.note && (
            <Text span size="sm" fw={500} display="block" truncate>
              {step.note}
            </Text>
          )}
          {!step.note && step.subtest?.name && (
            <Text span size="sm" display="block" truncate>
              {step.subtest.name}
            </Text>
          )}
          {step.url && (
            <Text span size="sm" c={step.note ? 'dimmed' : undefined} ff="monospace" display="block" truncate title={step.url}>
              {step.url}
            </Text>
          )}
        </span>
        {step.secrets.length > 0 && (
          <Badge variant="light" color="slate" size="sm" leftSection={<IconKey size={11} />} tt="none" title={`Depends on: ${step.secrets.join(', ')}`}>
            secret
          </Badge>
        )}
        {status !== undefined && (
          <Text span size="sm" fw={600} className={classes.number} c={status >= 400 && verdict === 'fail' ? 'var(--fail)' : undefined}>
            {status}
          </Text>
        )}
        {time !== undefined && time > 0 && (
          <Text span size="sm" c="dimmed" className={classes.number}>
            {duration(time)}
          </Text>
        )}
      </UnstyledButton>
      <Collapse expanded={opened} id={body}>
        <Box className={classes.body}>{opened && <StepBody step={step} />}</Box>
      </Collapse>
      {step.steps.length > 0 && <Nested steps={step.steps} place={step.place} />}
    </li>
  );
}

function Nested({ steps, place }: { steps: StepRecord[]; place: string }) {
  const [all, { open }] = useDisclosure(steps.slice(few).some((step) => stepVerdict(step) === 'fail'));
  const rest = all ? 0 : steps.length - few;
  return (
    <>
      <StepList steps={rest > 0 ? steps.slice(0, few) : steps} />
      {rest > 0 && (
        <Button size="compact-sm" variant="default" ml={28} mb={12} onClick={open} aria-label={`Show the other steps inside step ${place}`}>
          Show {rest} more
        </Button>
      )}
    </>
  );
}

function StepBody({ step }: { step: StepRecord }) {
  const verdict = hidden(step.result);
  const diagnosis = useDiagnosis(step);
  if (verdict === 'conditional') return <HiddenPart why="conditional" part="This step" secrets={step.secrets} />;
  const errors = shown(step.errors) ?? [];
  const errorsHidden = hidden(step.errors);
  const plain = step.step_type !== 'request';
  return (
    <Stack gap="md">
      {diagnosis && errors.length === 0 && <WhyItFailed diagnosis={diagnosis} secrets={step.secrets} />}
      {errors.length > 0 && (
        <div>
          <Errors list={errors} />
        </div>
      )}
      {errorsHidden && step.hops.length === 0 && <HiddenPart why={errorsHidden} part="What went wrong" secrets={step.secrets} />}
      {step.condition && <Condition condition={step.condition} iterations={step.iterations} />}
      {step.subtest && <Subtest subtest={step.subtest} />}
      <Assertions list={step.assertions} />
      <Extractions list={step.variables} />
      <Scripts list={step.scripts} secrets={step.secrets} />
      {!plain && (
        <Tabs defaultValue="response" keepMounted={false} variant="default">
          <Tabs.List>
            <Tabs.Tab value="request">Request</Tabs.Tab>
            <Tabs.Tab value="response">Response</Tabs.Tab>
            <Tabs.Tab value="connection">Connection</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="request" pt="sm">
            <RequestTab hops={step.hops} secrets={step.secrets} />
          </Tabs.Panel>
          <Tabs.Panel value="response" pt="sm">
            <ResponseTab hops={step.hops} secrets={step.secrets} />
          </Tabs.Panel>
          <Tabs.Panel value="connection" pt="sm">
            <ConnectionTab hops={step.hops} secrets={step.secrets} />
          </Tabs.Panel>
        </Tabs>
      )}
      {plain && !step.condition && !step.subtest && errors.length === 0 && step.scripts.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing to show for this step.
        </Text>
      )}
    </Stack>
  );
}

/** Steps in order; the failed ones are open. */
export function StepList({ steps, label }: { steps: StepRecord[]; label?: string }) {
  return (
    <ol className={classes.list} aria-label={label}>
      {steps.map((step) => (
        <StepItem key={`${step.step_type} ${step.place}`} step={step} startOpen={stepVerdict(step) === 'fail' && (step.steps.length === 0 || (shown(step.errors) ?? []).length > 0)} />
      ))}
    </ol>
  );
}

/** Everything that was kept of a run that has ended, or why nothing was. */
import { Alert, Paper, Title } from '@mantine/core';
import { IconEyeOff, IconInfoCircle } from '@tabler/icons-react';
import { useMemo } from 'react';

import type { RunRecord } from '@/api/record';
import { sentence } from '@/lib/sentence';
import { byStep, DiagnosesContext, type Diagnosis } from './diagnoses';
import { Errors } from './Errors';
import { RunVariables } from './RunVariables';
import { StepList } from './StepItem';

interface Props {
  record: RunRecord | null | undefined;
  reason: { message: string } | null | undefined;
  diagnoses: Diagnosis[];
}

export function RecordView({ record, reason, diagnoses }: Props) {
  const found = useMemo(() => byStep(diagnoses), [diagnoses]);
  if (!record)
    return (
      <Alert color={reason ? 'orange' : 'slate'} variant="light" icon={<IconInfoCircle />} title={reason ? 'This run left no record' : undefined}>
        {reason ? sentence(reason.message) : 'Only the summary of this run was kept: the steps of older runs are deleted to save space.'}
      </Alert>
    );
  return (
    <DiagnosesContext value={found}>
      {record.withheld && (
        <Alert color="orange" variant="light" icon={<IconEyeOff />} title="This result was withheld" mb="md" role="alert">
          A last look over the finished result still found the value of a secret in it, so everything was dropped before it was stored. Nothing leaked. Please tell the operator of this server: this
          points at a fault in tacit.
        </Alert>
      )}
      <Errors list={record.errors} />
      <StepList steps={record.steps} label="Steps" />
      {!record.withheld && (
        <Paper withBorder p="lg" mt="md" bg="var(--paper)">
          <Title order={2} size="h5" mb="sm">
            Variables
          </Title>
          <RunVariables record={record} />
        </Paper>
      )}
    </DiagnosesContext>
  );
}

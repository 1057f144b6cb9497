/** Whether the log is as it was written, asked for by hand: it reads all of it. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';

import { verifyAudit } from '@/api/actions';
import type { AuditVerdict } from '@/api/types';
import { Copy } from '@/components/Copy';
import { Failure } from '@/components/Failure';
import { count } from '@/lib/format';

export function Verification({ team }: { team: string }) {
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    setError(null);
    try {
      setVerdict(await verifyAudit(team));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert color={verdict && !verdict.intact ? 'red' : 'slate'} variant="light" icon={<IconShieldCheck />} mb="md" title={title(verdict)}>
      <Text size="sm">
        Each entry is tied to the one before with a key that the database does not hold: what was edited, put in, taken out, exchanged or cut off is found.
      </Text>
      {verdict?.end && (
        <Group gap="xs" mt="xs" wrap="nowrap">
          <Text size="sm">End:</Text>
          <Copy value={verdict.end} label="Copy the end of the log" />
        </Group>
      )}
      {verdict?.end && (
        <Text size="xs" c="dimmed" mt={4}>
          Keep it where nobody can change it. A later check with it finds a log that was put back as a whole.
        </Text>
      )}
      {error !== null && <Failure error={error} title="The log could not be checked" />}
      <Button size="compact-sm" variant="default" mt="sm" loading={busy} onClick={() => void verify()}>
        Check the log
      </Button>
    </Alert>
  );
}

function title(verdict: AuditVerdict | null): string {
  if (!verdict) return 'Is the log as it was written?';
  if (verdict.intact) return `The log is as it was written: ${count(verdict.genuine, 'entry', 'entries')}.`;
  return verdict.message ?? 'The log was changed.';
}

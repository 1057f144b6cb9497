/** The incident beside what it is about: on a test's page the open one, on a failed result its own. */
import { Alert, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { bucketIncidents } from '@/api/queries';
import type { Incident, ResultDetail } from '@/api/types';
import { useNow } from '@/components/Ago';
import { LinkAnchor } from '@/components/links';
import { incidentOf, isOpen, lasted, openIncidentOf, statusWord } from './words';

export function OpenIncident({ bucket, test }: { bucket: string; test: string }) {
  const { data = [] } = useQuery(bucketIncidents(bucket));
  const incident = openIncidentOf(test, data);
  return incident ? <Note incident={incident} /> : null;
}

export function OfIncident({ run }: { run: ResultDetail }) {
  const { data = [] } = useQuery({ ...bucketIncidents(run.bucket_key), enabled: run.result === 'fail' });
  const incident = incidentOf(run, data);
  return incident ? <Note incident={incident} /> : null;
}

function Note({ incident }: { incident: Incident }) {
  const now = useNow();
  const open = isOpen(incident);
  return (
    <Alert color={!open ? 'slate' : incident.status === 'acknowledged' ? 'orange' : 'red'} variant="light" py="xs" mb="md" icon={<IconAlertTriangle />}>
      <Group gap="sm">
        <Text size="sm">
          {open ? `Incident: ${statusWord(incident).toLowerCase()}, for ${lasted(incident, now)}` : `Part of an incident that lasted ${lasted(incident, now)}`}
          {incident.environment_name && ` in ${incident.environment_name}`}
        </Text>
        <LinkAnchor size="sm" c="inherit" fw={600} underline="always" to="/buckets/$bucket/incidents/$incident" params={{ bucket: incident.bucket_key, incident: incident.id }}>
          See what happened
        </LinkAnchor>
      </Group>
    </Alert>
  );
}

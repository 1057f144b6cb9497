/** A mark where a test has an open incident; leads to it. */
import { Badge } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import type { Incident } from '@/api/types';
import { statusWord } from './words';

export function IncidentMark({ incident }: { incident: Incident }) {
  const cared = incident.status === 'acknowledged';
  return (
    <Badge
      component={Link}
      to={`/buckets/${incident.bucket_key}/incidents/${incident.id}`}
      size="sm"
      variant="light"
      color={cared ? 'orange' : 'red'}
      c={cared ? 'var(--wait)' : 'var(--fail)'}
      bg={cared ? 'var(--wait-soft)' : 'var(--fail-soft)'}
      tt="none"
      style={{ cursor: 'pointer' }}
      aria-label={`Incident: ${statusWord(incident)}`}
    >
      {cared ? 'Incident, taken care of' : 'Incident'}
    </Badge>
  );
}

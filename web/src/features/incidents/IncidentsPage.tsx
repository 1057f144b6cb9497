/** What is or was broken: open incidents first. */
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { acknowledgeIncident } from '@/api/actions';
import { buckets as bucketsQuery, teamIncidents } from '@/api/queries';
import type { Incident } from '@/api/types';
import { useSession } from '@/app/session';
import { Ago, useNow } from '@/components/Ago';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/links';
import { Load } from '@/components/Load';
import { failed, told } from '@/components/notify';
import { Page } from '@/components/Page';
import { VerdictIcon } from '@/components/Verdict';
import { canEdit } from '@/lib/vocabulary';
import classes from './Incidents.module.css';
import { isOpen, lasted, lookOfIncident, statusWord } from './words';

export function IncidentsPage() {
  const { team } = useSession();
  const query = useQuery({ ...teamIncidents(team.id), refetchInterval: 10_000 });
  return (
    <Page title="Incidents" lead="From the first failure of a test in an environment to its last recovery." width={960}>
      <Load query={query}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="No incident so far" actions={<LinkButton to="/notifications">Notifications</LinkButton>}>
              When a test starts to fail, an incident opens here: with what happened when, who was told, and who takes care of it. It is over when the test passes again everywhere.
            </EmptyState>
          ) : (
            <>
              <Part title="Open" list={list.filter(isOpen)} empty="Nothing is failing." />
              <Part title="Over" list={list.filter((one) => !isOpen(one))} />
            </>
          )
        }
      </Load>
    </Page>
  );
}

function Part({ title, list, empty }: { title: string; list: Incident[]; empty?: string }) {
  if (list.length === 0 && !empty) return null;
  return (
    <section aria-label={title}>
      <Text component="h2" fw={600} size="sm" c="dimmed" mb="xs" mt="md">
        {title}
      </Text>
      {list.length === 0 ? (
        <Text size="sm">{empty}</Text>
      ) : (
        <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {list.map((incident) => (
            <li key={incident.id}>
              <Row incident={incident} />
            </li>
          ))}
        </Stack>
      )}
    </section>
  );
}

function Row({ incident }: { incident: Incident }) {
  const { role } = useSession();
  const now = useNow();
  const { data: buckets = [] } = useQuery(bucketsQuery);
  const bucket = buckets.find((one) => one.key === incident.bucket_key)?.name ?? incident.bucket_key;
  const ill = incident.places.filter((place) => place.condition !== 'well').map((place) => place.name);
  const where = (ill.length > 0 ? ill : incident.places.map((place) => place.name)).join(', ');
  return (
    <Paper withBorder p="sm" bg="var(--paper)" className={classes.row} data-status={incident.status}>
      <VerdictIcon result={lookOfIncident(incident)} size={20} />
      <div className={classes.what}>
        <Link to="/buckets/$bucket/incidents/$incident" params={{ bucket: incident.bucket_key, incident: incident.id }} className={classes.name}>
          {incident.test_name}
        </Link>
        <Text size="xs" c="dimmed">
          {bucket}
          {incident.environment_name && `, ${incident.environment_name}`}
          {where && `, ${where}`}
        </Text>
      </div>
      <div className={classes.when}>
        <Text size="sm" fw={500}>
          {statusWord(incident)}
        </Text>
        <Text size="xs" c="dimmed">
          began <Ago at={incident.opened_at} />, {isOpen(incident) ? `for ${lasted(incident, now)}` : `lasted ${lasted(incident, now)}`}
        </Text>
      </div>
      {incident.status === 'open' && canEdit(role) && <Acknowledge incident={incident} size="compact-sm" />}
    </Paper>
  );
}

/** Takes care of an incident. */
export function Acknowledge({ incident, size }: { incident: Incident; size: 'compact-sm' | 'sm' }) {
  const client = useQueryClient();
  const acknowledge = async () => {
    try {
      await acknowledgeIncident(incident.bucket_key, incident.id);
      told('Reminders are silent until it is over, or gets worse.');
    } catch (error) {
      failed('The incident was not changed', error);
    }
    await client.invalidateQueries({ queryKey: ['incidents'] });
  };
  return (
    <Group>
      <Button size={size} variant="default" onClick={() => void acknowledge()} aria-label={`Take care of ${incident.test_name}`}>
        Take care of it
      </Button>
    </Group>
  );
}

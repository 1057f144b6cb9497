/** One incident with what happened, oldest first. */
import { Badge, Group, Paper, Text, Timeline, Title } from '@mantine/core';
import { IconBell, IconBellOff, IconCircleCheck, IconExclamationMark, IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';

import { incident as incidentQuery } from '@/api/queries';
import type { IncidentDetail } from '@/api/types';
import { useSession } from '@/app/session';
import { Ago, useNow } from '@/components/Ago';
import { LinkAnchor, LinkButton } from '@/components/links';
import { Load } from '@/components/Load';
import { Page } from '@/components/Page';
import { VerdictIcon } from '@/components/Verdict';
import { Facts, type Fact } from '@/features/results/Facts';
import { moment } from '@/lib/format';
import { canEdit } from '@/lib/vocabulary';
import { CloseIncident } from './CloseIncident';
import { Acknowledge } from './IncidentsPage';
import { entryWords, isOpen, lasted, lookOfIncident, statusWord } from './words';

const icons: Record<string, typeof IconBell> = {
  opened: IconExclamationMark,
  failed: IconExclamationMark,
  flaky: IconExclamationMark,
  recovered: IconCircleCheck,
  resolved: IconCircleCheck,
  acknowledged: IconUserCheck,
  told: IconBell,
  not_told: IconBellOff,
};
const colors: Record<string, string> = { opened: 'red', failed: 'red', not_told: 'red', flaky: 'orange', acknowledgement_ended: 'orange', recovered: 'green', resolved: 'green' };
const conditions: Record<string, { word: string; color: string }> = { well: { word: 'passing', color: 'green' }, down: { word: 'failing', color: 'red' }, flaky: { word: 'flaky', color: 'orange' }, unwatched: { word: 'not run', color: 'gray' } };

export function IncidentPage() {
  const { bucket, incident } = useParams({ from: '/signed-in/buckets/$bucket/incidents/$incident' });
  const query = useQuery({ ...incidentQuery(bucket, incident), refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? 5000 : false) });
  return <Load query={query}>{(detail) => <One detail={detail} />}</Load>;
}

function One({ detail }: { detail: IncidentDetail }) {
  const { role } = useSession();
  const now = useNow();
  const params = { bucket: detail.bucket_key, test: detail.test_id };
  const facts: Fact[] = [
    ['Environment', detail.environment_name ?? 'a deleted one'],
    ['Began', moment(detail.opened_at)],
    [isOpen(detail) ? 'Lasts' : 'Lasted', lasted(detail, now)],
    ['Taken care of by', detail.acknowledged_by?.name ?? 'nobody'],
  ];
  return (
    <Page
      title={detail.test_name}
      documentTitle={`Incident: ${detail.test_name}`}
      width={880}
      lead={
        <Group gap="xs" mt={6}>
          <VerdictIcon result={lookOfIncident(detail)} />
          <Text span fw={600} c="var(--mantine-color-text)">
            {statusWord(detail)}
          </Text>
          <LinkAnchor to="/incidents" size="sm">
            All incidents
          </LinkAnchor>
        </Group>
      }
      actions={
        <>
          <LinkButton variant="default" to="/buckets/$bucket/tests/$test" params={params}>
            To the test
          </LinkButton>
          {isOpen(detail) && canEdit(role) && <CloseIncident incident={detail} />}
          {detail.status === 'open' && canEdit(role) && <Acknowledge incident={detail} size="sm" />}
        </>
      }
    >
      <Facts list={facts} />
      <Paper withBorder p="lg" bg="var(--paper)">
        <Group gap="xs" mb="md">
          {detail.places.map((place) => (
            <Badge key={place.place} variant="default" tt="none" leftSection={<span aria-hidden="true" style={{ display: 'inline-block', width: 8, height: 8, borderRadius: '50%', background: `var(--mantine-color-${conditions[place.condition]?.color ?? 'gray'}-7)` }} />}>
              {place.name}: {conditions[place.condition]?.word ?? place.condition}
            </Badge>
          ))}
        </Group>
        <Title order={2} size="h5" mb="md">
          What happened
        </Title>
        <Timeline bulletSize={26} lineWidth={2} active={detail.timeline.length}>
          {detail.timeline.map((entry, index) => {
            const Icon = icons[entry.event] ?? IconExclamationMark;
            return (
              <Timeline.Item key={index} bullet={<Icon size={14} aria-hidden="true" />} color={colors[entry.event] ?? 'slate'} title={<Text size="sm">{entryWords(entry)}</Text>}>
                <Text size="xs" c="dimmed">
                  {moment(entry.at)}, <Ago at={entry.at} />
                </Text>
              </Timeline.Item>
            );
          })}
        </Timeline>
      </Paper>
    </Page>
  );
}

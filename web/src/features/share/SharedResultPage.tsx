/** One result for readers outside the team: to be read, and nothing else. */
import { Box, Group, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';

import { ApiError } from '@/api/client';
import { sharedResult } from '@/api/queries';
import type { SharedResult } from '@/api/types';
import { Logo } from '@/app/Logo';
import { EmptyState } from '@/components/EmptyState';
import { Load } from '@/components/Load';
import { Page } from '@/components/Page';
import { VerdictBadge, wordOf } from '@/components/Verdict';
import { AudienceContext } from '@/features/results/audience';
import { assertions, Facts, type Fact } from '@/features/results/Facts';
import { RecordView } from '@/features/results/RecordView';
import { duration, moment } from '@/lib/format';

export function SharedResultPage() {
  const { token } = useParams({ from: '/share/$token' });
  const query = useQuery(sharedResult(token));
  const gone = query.error instanceof ApiError && query.error.status === 404;
  return (
    <AudienceContext value="outside">
      <Box component="header" px="lg" py="xs" bg="var(--paper)" style={{ borderBottom: '1px solid var(--line)' }}>
        <Group gap={9} maw={1160} mx="auto">
          <Logo />
          <Text fw={650} span>
            tacit
          </Text>
          <Group gap={5} ml="auto" c="dimmed">
            <IconEye size={15} aria-hidden="true" />
            <Text size="xs" span>
              Shared result, to be read only
            </Text>
          </Group>
        </Group>
      </Box>
      <main>{gone ? <Gone /> : <Load query={query}>{(result) => <Shared result={result} />}</Load>}</main>
    </AudienceContext>
  );
}

function Gone() {
  return (
    <Page title="There is no such result">
      <EmptyState title="This link shows nothing">It may have expired or been withdrawn, or the address is not whole. Ask whoever sent it to you for a new one.</EmptyState>
    </Page>
  );
}

function Shared({ result }: { result: SharedResult }) {
  return (
    <Page
      title={result.test_name}
      documentTitle={`${wordOf(result.result)}: ${result.test_name}`}
      lead={
        <Group gap="sm" mt={6}>
          <VerdictBadge result={result.result} size="lg" />
          {result.started_at && <span>{moment(result.started_at)}</span>}
        </Group>
      }
    >
      <Facts list={facts(result)} />
      <RecordView record={result.record} reason={result.reason} diagnoses={result.diagnoses} />
      {result.expires_at && (
        <Text size="xs" c="dimmed" mt="md">
          This link works until {moment(result.expires_at)}.
        </Text>
      )}
    </Page>
  );
}

function facts(result: SharedResult): Fact[] {
  const took = result.finished_at && result.started_at ? (result.finished_at - result.started_at) * 1000 : null;
  return [
    ['Environment', result.environment_name || '–'],
    ['Took', took === null ? '–' : duration(took)],
    ['Requests', result.requests_executed],
    ['Assertions', assertions(result)],
  ];
}

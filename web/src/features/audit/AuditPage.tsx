/** The audit log, for the owner: who did what to secrets, people, keys and links, and whether the log is as it was written. */
import { Button, Group, NativeSelect, Paper, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { auditLog, people } from '@/api/queries';
import { useOwnerName, useSession } from '@/app/session';
import { EmptyState } from '@/components/EmptyState';
import { Failure } from '@/components/Failure';
import { Page } from '@/components/Page';
import { Entry } from './Entry';
import { Verification } from './Verification';
import { actionsOf, groups } from './words';

export function AuditPage() {
  const { team, role } = useSession();
  const owner = useOwnerName();
  return (
    <Page title="Audit" lead="Who did what to secrets, people, keys, agents and links. No value ever stands here." width={960}>
      {role === 'owner' ? <Log team={team.id} /> : <EmptyState title="The audit log is the owner’s">{owner ? `Ask ${owner}` : 'Ask the owner of your team'} to look something up.</EmptyState>}
    </Page>
  );
}

function Log({ team }: { team: string }) {
  const [group, setGroup] = useState('');
  const [person, setPerson] = useState('');
  const log = useInfiniteQuery(auditLog(team, actionsOf(group), person));
  const members = useQuery(people(team));
  const pages = log.data?.pages ?? [];
  const count = pages.reduce((sum, page) => sum + page.entries.length, 0);
  return (
    <>
      <Verification team={team} />
      <Group mb="md" align="flex-end" gap="sm">
        <NativeSelect label="What" value={group} onChange={(event) => setGroup(event.currentTarget.value)} data={groups.map(({ value, label }) => ({ value, label }))} />
        <NativeSelect
          label="Who"
          value={person}
          onChange={(event) => setPerson(event.currentTarget.value)}
          data={[{ value: '', label: 'Anybody' }, ...(members.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <Button component="a" href={`/v1/teams/${team}/audit/export`} download="tacit-audit.ndjson" variant="default" leftSection={<IconDownload size={16} />} ml="auto">
          Export
        </Button>
      </Group>
      {log.error ? (
        <Failure error={log.error} title="The log cannot be read" />
      ) : (
        <Paper withBorder bg="var(--paper)" px="md" py="xs" aria-busy={log.isPending}>
          <ol aria-label="Entries, newest first" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
            {pages.flatMap((page) => page.entries.map((entry) => <Entry key={entry.seq} entry={entry} names={page.names} />))}
          </ol>
          {!log.isPending && count === 0 && (
            <Text c="dimmed" size="sm" py="md">
              {log.hasNextPage ? 'Nothing of this kind among the newest entries.' : 'Nothing of this kind was done.'}
            </Text>
          )}
        </Paper>
      )}
      {log.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Older entries
          </Button>
        </Group>
      )}
    </>
  );
}

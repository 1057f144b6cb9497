/** A new schedule: where, when, and a remark. */
import { Button, Group, Paper, SegmentedControl, Select, SimpleGrid, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { createSchedule } from '@/api/actions';
import { sharedEnvironments, test as testQuery } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { intervals } from './words';

type Kind = 'interval' | 'own' | 'cron';
/** The reader's own, as a beginning. */
const here = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

export function ScheduleForm({ bucket, test, onMade }: { bucket: string; test: string; onMade: () => Promise<unknown> }) {
  const client = useQueryClient();
  const { data } = useQuery(testQuery(bucket, test));
  const shared = useQuery(sharedEnvironments(bucket));
  const [kind, setKind] = useState<Kind>('interval');
  const [interval, setInterval] = useState('5m');
  const [own, setOwn] = useState('');
  const [cron, setCron] = useState('');
  const [zone, setZone] = useState(here);
  const [note, setNote] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const places = [...(data?.environments ?? []), ...(shared.data ?? [])].flatMap(({ id, name }) => (id ? [{ value: id, label: name }] : []));
  const environment = chosen ?? data?.default_environment_id ?? places[0]?.value ?? null;

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const when = kind === 'cron' ? { cron, time_zone: zone } : { interval: kind === 'own' ? own : interval };
      await createSchedule(bucket, test, { ...when, environment_id: environment, note: note.trim() || null });
      setNote('');
      await Promise.all([onMade(), client.invalidateQueries({ queryKey: ['results', bucket, test] })]);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Paper withBorder p="lg" bg="var(--paper)" mt="md">
      <Title order={2} size="h4" mb="sm">
        Add a schedule
      </Title>
      <form onSubmit={(event) => void submit(event)}>
        <SegmentedControl
          aria-label="Kind of schedule"
          size="sm"
          mb="sm"
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={[
            { value: 'interval', label: 'Interval' },
            { value: 'own', label: 'Other interval' },
            { value: 'cron', label: 'Cron' },
          ]}
        />
        <SimpleGrid cols={{ base: 1, sm: kind === 'cron' ? 4 : 3 }}>
          {kind === 'interval' && <Select label="How often" data={intervals} value={interval} onChange={(v) => v && setInterval(v)} allowDeselect={false} />}
          {kind === 'own' && <TextInput label="How often" description="From 10s: seconds, minutes, hours or days" placeholder="90s" required withAsterisk={false} value={own} onChange={(e) => setOwn(e.currentTarget.value)} />}
          {kind === 'cron' && (
            <>
              <TextInput label="Cron expression" description="Minute, hour, day, month, day of the week" placeholder="0 9 * * 1-5" required withAsterisk={false} value={cron} onChange={(e) => setCron(e.currentTarget.value)} />
              <TextInput label="Time zone" description="Such as Europe/Berlin" required withAsterisk={false} value={zone} onChange={(e) => setZone(e.currentTarget.value)} />
            </>
          )}
          <Select label="Environment" data={places} value={environment} onChange={setChosen} allowDeselect={false} searchable />
          <TextInput label="Note" placeholder="What it is for" value={note} onChange={(e) => setNote(e.currentTarget.value)} maxLength={1000} />
        </SimpleGrid>
        {error !== null && <Failure error={error} title="The schedule was not added" />}
        <Group mt="md">
          <Button type="submit" loading={busy}>
            Add Schedule
          </Button>
        </Group>
      </form>
    </Paper>
  );
}

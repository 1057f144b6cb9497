/** A schedule, a new one or one that is there: where, when, and a remark. */
import { Button, Group, SegmentedControl, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { changeSchedule, createSchedule } from '@/api/actions';
import { sharedEnvironments, test as testQuery } from '@/api/queries';
import type { Schedule } from '@/api/types';
import { Failure } from '@/components/Failure';
import { intervals } from './words';

type Kind = 'interval' | 'own' | 'cron';

interface Props {
  bucket: string;
  test: string;
  /** The one to change; a new one without. */
  schedule?: Schedule;
  onSaved: () => Promise<unknown>;
}

const kindOf = (schedule: Schedule | undefined): Kind => {
  if (schedule?.cron) return 'cron';
  return schedule?.interval && !intervals.some((one) => one.value === schedule.interval) ? 'own' : 'interval';
};

/** The reader's own, as a beginning. */
const here = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

export function ScheduleForm({ bucket, test, schedule, onSaved }: Props) {
  const client = useQueryClient();
  const { data } = useQuery(testQuery(bucket, test));
  const shared = useQuery(sharedEnvironments(bucket));
  const [kind, setKind] = useState<Kind>(kindOf(schedule));
  const [interval, setInterval] = useState(kindOf(schedule) === 'interval' ? (schedule?.interval ?? '5m') : '5m');
  const [own, setOwn] = useState(kindOf(schedule) === 'own' ? (schedule?.interval ?? '') : '');
  const [cron, setCron] = useState(schedule?.cron ?? '');
  const [zone, setZone] = useState(schedule?.time_zone ?? here);
  const [note, setNote] = useState(schedule?.note ?? '');
  const [chosen, setChosen] = useState<string | null>(schedule?.environment_id ?? null);
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
      const body = { ...when, environment_id: environment, note: note.trim() || null };
      await (schedule ? changeSchedule(bucket, test, schedule.id, body) : createSchedule(bucket, test, body));
      if (!schedule) setNote('');
      await Promise.all([onSaved(), client.invalidateQueries({ queryKey: ['results', bucket, test] })]);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
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
      <SimpleGrid cols={{ base: 1, sm: schedule ? 2 : kind === 'cron' ? 4 : 3 }} style={{ alignItems: 'end' }}>
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
      {error !== null && <Failure error={error} title={schedule ? 'The schedule was not changed' : 'The schedule was not added'} />}
      <Group mt="md" justify={schedule ? 'flex-end' : undefined}>
        <Button type="submit" loading={busy}>
          {schedule ? 'Save Schedule' : 'Add Schedule'}
        </Button>
      </Group>
    </form>
  );
}

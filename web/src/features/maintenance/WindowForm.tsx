/** A new maintenance window: what it is for, when, and what it does. */
import { Button, Chip, Group, Input, Radio, SegmentedControl, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { createMaintenance } from '@/api/actions';
import { activity, sharedEnvironments, test as testQuery } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { lengths, weekdays, weekly } from './words';

type Kind = 'once' | 'weekly' | 'cron';
const here = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
/** What a field for date and time says, as Unix seconds; nothing for an empty one. */
const seconds = (local: string) => (local ? new Date(local).getTime() / 1000 : null);

export function WindowForm({ bucket, test = null, onMade }: { bucket: string; test?: string | null; onMade: () => Promise<unknown> }) {
  const [kind, setKind] = useState<Kind>('once');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [days, setDays] = useState<string[]>([]);
  const [time, setTime] = useState('03:00');
  const [cron, setCron] = useState('');
  const [zone, setZone] = useState(here);
  const [length, setLength] = useState('1h');
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [mode, setMode] = useState('rest');
  const [ofTest, setOfTest] = useState(test);
  const [environment, setEnvironment] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const tests = useQuery(activity(bucket, 'day'));
  const shared = useQuery(sharedEnvironments(bucket));
  const own = useQuery({ ...testQuery(bucket, ofTest ?? ''), enabled: ofTest !== null });
  const environments = [...((ofTest && own.data?.environments) || []), ...(shared.data ?? [])].flatMap(({ id, name: label }) => (id ? [{ value: id, label }] : []));

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const when = {
      once: { from: seconds(from), until: seconds(until) },
      weekly: { cron: weekly(days, time), time_zone: zone, duration: length },
      cron: { cron, time_zone: zone, duration: length },
    }[kind];
    try {
      await createMaintenance(bucket, { ...when, name: name.trim() || 'Maintenance', note: note.trim() || null, mode, test_id: ofTest, environment_id: environment });
      await onMade();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label="Name" placeholder="Maintenance" value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={100} data-autofocus />
          <TextInput label="Note" placeholder="What is done" value={note} onChange={(e) => setNote(e.currentTarget.value)} maxLength={1000} />
        </SimpleGrid>
        <SegmentedControl
          aria-label="Kind of window"
          size="sm"
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={[
            { value: 'once', label: 'Once' },
            { value: 'weekly', label: 'Every week' },
            { value: 'cron', label: 'Cron' },
          ]}
        />
        {kind === 'once' && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput type="datetime-local" label="Begins" description="At once when left empty" value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
            <TextInput type="datetime-local" label="Ends" description="In your own time zone" required withAsterisk={false} value={until} onChange={(e) => setUntil(e.currentTarget.value)} />
          </SimpleGrid>
        )}
        {kind === 'weekly' && (
          <Input.Wrapper label="Days" description="Every day when none is chosen" labelElement="div">
            <Chip.Group multiple value={days} onChange={setDays}>
              <Group gap={6} mt={6}>
                {weekdays.map(({ value, label }) => (
                  <Chip key={value} value={value} size="xs">
                    {label}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
        )}
        {kind !== 'once' && (
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            {kind === 'weekly' ? (
              <TextInput type="time" label="Begins at" required withAsterisk={false} value={time} onChange={(e) => setTime(e.currentTarget.value)} />
            ) : (
              <TextInput label="Begins" description="Minute, hour, day, month, day of the week" placeholder="0 3 1 * *" required withAsterisk={false} value={cron} onChange={(e) => setCron(e.currentTarget.value)} />
            )}
            <Select label="For" description={kind === 'cron' ? 'How long each time' : undefined} data={lengths} value={length} onChange={(v) => v && setLength(v)} allowDeselect={false} />
            <TextInput label="Time zone" description={kind === 'cron' ? 'Such as Europe/Berlin' : undefined} required withAsterisk={false} value={zone} onChange={(e) => setZone(e.currentTarget.value)} />
          </SimpleGrid>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label="Test"
            placeholder="All tests of the bucket"
            data={(tests.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
            value={ofTest}
            onChange={(value) => {
              setOfTest(value);
              setEnvironment(null);
            }}
            clearable
            searchable
          />
          <Select label="Environment" placeholder="All environments" data={environments} value={environment} onChange={setEnvironment} clearable searchable />
        </SimpleGrid>
        <Radio.Group label="In the window" value={mode} onChange={setMode}>
          <Stack gap="xs" mt={6}>
            <Radio value="rest" label="Schedules rest" description="They have no runs, and nothing counts as missed." />
            <Radio value="mute" label="Runs go on, without alerts" description="Results are kept, and nobody is told of them." />
          </Stack>
        </Radio.Group>
      </Stack>
      {error !== null && <Failure error={error} title="The window was not added" />}
      <Group justify="flex-end" mt="lg">
        <Button type="submit" loading={busy}>
          Add Window
        </Button>
      </Group>
    </form>
  );
}

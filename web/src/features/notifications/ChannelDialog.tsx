/** Making a channel, or changing one: the kind, its settings, when it is told, and of what. */
import { Button, Checkbox, Divider, Group, Modal, SimpleGrid, Stack, Text, TextInput, ThemeIcon, UnstyledButton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { changeChannel, createChannel, tryChannel } from '@/api/actions';
import { channels } from '@/api/queries';
import type { Channel } from '@/api/types';
import { useSession } from '@/app/session';
import { Failure } from '@/components/Failure';
import { failed, told, wrong } from '@/components/notify';
import { text } from '@/lib/form';
import classes from './Channels.module.css';
import { kindOf, kinds, type Kind } from './kinds';
import type { Reach } from './reach';
import { ReachFields } from './ReachFields';
import { firstRule, fromDraft, toDraft } from './rule';
import { RuleFields } from './RuleFields';
import { readSettings } from './settings';
import { SettingsFields } from './SettingsFields';
import { trialWords } from './words';

interface Props {
  opened: boolean;
  onClose: () => void;
  /** One to change; a new one otherwise. */
  channel?: Channel | undefined;
  /** Of a new one: its kind, when that is chosen already. */
  kind?: string | undefined;
  /** Of a new one: what it hears of at first. */
  reach?: Reach;
  onSaved?: (channel: Channel) => void;
}

export function ChannelDialog({ opened, onClose, channel, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={<Text fw={600}>{channel ? `Change ${channel.name}` : 'Add Channel'}</Text>}>
      {opened && <Choose onClose={onClose} channel={channel} {...rest} />}
    </Modal>
  );
}

function Choose({ kind: given, ...rest }: Omit<Props, 'opened'>) {
  const [chosen, choose] = useState(rest.channel?.kind ?? given);
  const kind = chosen === undefined ? undefined : kindOf(chosen);
  if (kind) return <Form kind={kind} back={rest.channel || given ? undefined : () => choose(undefined)} {...rest} />;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" role="group" aria-label="Kind of channel">
      {kinds.map(({ id, label, about, Icon }) => (
        <UnstyledButton key={id} className={classes.kind} onClick={() => choose(id)}>
          <ThemeIcon variant="light" size={38} radius="md">
            <Icon size={21} aria-hidden="true" />
          </ThemeIcon>
          <span>
            <Text size="sm" fw={600} span display="block">
              {label}
            </Text>
            <Text size="xs" c="dimmed" span display="block">
              {about}
            </Text>
          </span>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}

/** Pages somebody: only when asked for. */
const pages = ['pagerduty', 'opsgenie', 'splunk_on_call'];

/** `Slack`, or `Slack 2` when there is one. */
function freeName(label: string, taken: string[]): string {
  let name = label;
  for (let n = 2; taken.includes(name); n++) name = `${label} ${n}`;
  return name;
}

/** The dialog is longer than a screen: what went wrong is brought to where it can be read. */
const intoView = (element: HTMLDivElement | null) => element?.scrollIntoView({ block: 'center' });

function Form({ kind, back, channel, reach: firstReach, onClose, onSaved }: Omit<Props, 'opened' | 'kind'> & { kind: Kind; back: (() => void) | undefined }) {
  const { team } = useSession();
  const client = useQueryClient();
  const [rule, setRule] = useState(channel ? toDraft(channel.rule) : firstRule);
  const [reach, setReach] = useState<Reach>(channel ? { wholeTeam: channel.whole_team, buckets: channel.buckets } : (firstReach ?? { wholeTeam: true, buckets: [] }));
  const known = (client.getQueryData(channels(team.id).queryKey) ?? []).map((one) => one.name);
  const [anew, setAnew] = useState(!channel);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = {
      name: text(form, 'name'),
      rule: fromDraft(rule, channel?.rule),
      whole_team: reach.wholeTeam,
      buckets: reach.buckets,
    };
    // Typed as an open object: the server checks the fields of each kind.
    const settings = anew ? { settings: readSettings(kind, form) as Record<string, never> } : {};
    setBusy(true);
    setError(null);
    try {
      const saved = channel ? await changeChannel(team.id, channel.id, { ...body, ...settings, abandon: form.has('abandon') }) : await createChannel(team.id, { kind: kind.id, settings: {}, ...body, ...settings });
      await client.invalidateQueries({ queryKey: ['channels', team.id] });
      onClose();
      onSaved?.(saved);
      if (channel) told(`${saved.name} was saved.`);
      else if (form.has('trial')) await tried(saved);
      else told(`${saved.name} hears of your tests from now on.`);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  // The channel is there, whatever becomes of its first message.
  const tried = async (saved: Channel) => {
    const title = `${saved.name} was added, but a test message did not arrive`;
    try {
      const trial = await tryChannel(team.id, saved.id);
      if (trial.delivered) told(`${saved.name} hears of your tests from now on: a test message is there.`);
      else wrong(title, trialWords(trial));
    } catch (problem) {
      failed(title, problem);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} autoComplete="off">
      <Stack gap="md">
        <Group gap="sm" wrap="nowrap">
          <ThemeIcon variant="light" size={38} radius="md">
            <kind.Icon size={21} aria-hidden="true" />
          </ThemeIcon>
          <div>
            <Text fw={600}>{kind.label}</Text>
            <Text size="xs" c="dimmed">
              {kind.about}
            </Text>
          </div>
          {back && (
            <Button size="compact-sm" variant="subtle" ml="auto" onClick={back}>
              Another kind
            </Button>
          )}
        </Group>
        {anew ? (
          <SettingsFields kind={kind} autoFocus={!channel} />
        ) : (
          <Group gap="sm">
            <Text size="sm" c="dimmed" flex={1}>
              Its settings go to {channel?.host}. They are never shown again; enter all of them anew to change one.
            </Text>
            <Button size="compact-sm" variant="default" onClick={() => setAnew(true)}>
              Enter settings anew
            </Button>
          </Group>
        )}
        {anew && channel && channel.keeps_open > 0 && (
          <Checkbox
            name="abandon"
            label="End by hand what is open there now"
            description={`${kind.label} keeps ${channel.keeps_open === 1 ? 'something' : `${channel.keeps_open} things`} open. With other settings it may never hear of the end: close the incidents first, or choose this.`}
          />
        )}
        <TextInput name="name" label="Name" description="As it is called in lists and logs" defaultValue={channel?.name ?? freeName(kind.label, known)} required withAsterisk={false} maxLength={100} />
        <Divider />
        <RuleFields draft={rule} set={(part) => setRule({ ...rule, ...part })} />
        <Divider />
        <ReachFields reach={reach} set={setReach} />
        {!channel && <Checkbox name="trial" label="Send a test message at once" defaultChecked={!pages.includes(kind.id)} />}
        {error !== null && (
          <div ref={intoView}>
            <Failure error={error} title="The channel was not saved" />
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {channel ? 'Save Channel' : 'Add Channel'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

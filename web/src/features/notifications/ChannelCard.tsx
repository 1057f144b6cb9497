/** One channel: what it is told, of what, and how that went last time. */
import { ActionIcon, Alert, Badge, Button, Group, Menu, Paper, Text, ThemeIcon } from '@mantine/core';
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { changeChannel, tryChannel } from '@/api/actions';
import { buckets as bucketsQuery, deliveries } from '@/api/queries';
import type { Channel, ChannelTrial } from '@/api/types';
import { useSession } from '@/app/session';
import { Ago } from '@/components/Ago';
import { failed } from '@/components/notify';
import { VerdictIcon } from '@/components/Verdict';
import { managesChannels } from '@/lib/vocabulary';
import classes from './Channels.module.css';
import { kindOf } from './kinds';
import { reachInWords } from './reach';
import { inWords } from './rule';
import { stateWord, trialWords } from './words';

interface Props {
  channel: Channel;
  onChange: () => void;
  onDelete: () => void;
  onLog: () => void;
  onPreview: () => void;
}

export function ChannelCard({ channel, onChange, onDelete, onLog, onPreview }: Props) {
  const { team, role } = useSession();
  const client = useQueryClient();
  const { data: buckets = [] } = useQuery(bucketsQuery);
  const [trial, setTrial] = useState<ChannelTrial | null>(null);
  const [busy, setBusy] = useState(false);
  const manages = managesChannels(role);
  const kind = kindOf(channel.kind);
  const Icon = kind?.Icon;

  const send = async () => {
    setBusy(true);
    setTrial(null);
    try {
      setTrial(await tryChannel(team.id, channel.id));
    } catch (error) {
      failed('The test was not sent', error);
    } finally {
      setBusy(false);
    }
  };
  const pause = async () => {
    try {
      await changeChannel(team.id, channel.id, { paused: !channel.paused });
      await client.invalidateQueries({ queryKey: ['channels', team.id] });
    } catch (error) {
      failed('The channel was not changed', error);
    }
  };

  return (
    <Paper withBorder p="md" bg="var(--paper)" component="article" aria-label={channel.name} className={classes.card} data-paused={channel.paused || undefined}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        {Icon && (
          <ThemeIcon variant="light" size={38} radius="md" title={kind.label}>
            <Icon size={21} aria-hidden="true" />
          </ThemeIcon>
        )}
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group gap={6}>
            <Text fw={600} className="wrap">
              {channel.name}
            </Text>
            {channel.paused && (
              <Badge size="sm" variant="light" color="orange" tt="none">
                Paused
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed" className="wrap">
            {kind?.label ?? channel.kind}, to {channel.host}
          </Text>
        </div>
        {manages && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`More about ${channel.name}`}>
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={15} />} onClick={onChange}>
                Change
              </Menu.Item>
              <Menu.Item leftSection={channel.paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />} onClick={() => void pause()}>
                {channel.paused ? 'Resume' : 'Pause'}
              </Menu.Item>
              <Menu.Item color="red" c="var(--fail)" leftSection={<IconTrash size={15} />} onClick={onDelete}>
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      <div>
        <Text size="sm">{inWords(channel.rule)}</Text>
        <Text size="sm" c="dimmed">
          {reachInWords(channel, buckets)}
        </Text>
      </div>
      <Last channel={channel} />
      {trial && (
        <Alert color={trial.delivered ? 'teal' : 'red'} variant="light" py="xs" role="status" withCloseButton closeButtonLabel="Close" onClose={() => setTrial(null)}>
          {trialWords(trial)}
        </Alert>
      )}
      <div className={classes.foot}>
        {manages && (
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => void send()}>
            Send a test
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" onClick={onPreview}>
          Preview
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onLog}>
          Messages
        </Button>
      </div>
    </Paper>
  );
}

function Last({ channel }: { channel: Channel }) {
  const { team } = useSession();
  const { data } = useQuery({ ...deliveries(team.id, channel.id, 1), refetchInterval: 15_000 });
  const last = data?.[0];
  const state = last && stateWord(last);
  return (
    <Group gap={6} mih={22}>
      {last && state ? (
        <>
          <VerdictIcon result={state.look} size={16} />
          <Text size="xs">
            {state.text}, <Ago at={last.finished_at ?? last.created_at} />
          </Text>
        </>
      ) : (
        <Text size="xs" c="dimmed">
          {data ? 'Nothing sent yet' : ' '}
        </Text>
      )}
    </Group>
  );
}

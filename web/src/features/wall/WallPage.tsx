/** A screen on the wall: every bucket of the team, what fails first, live. */
import { Button, Group, Text, Title } from '@mantine/core';
import { useFullscreenDocument } from '@mantine/hooks';
import { IconArrowLeft, IconLetterCase, IconMaximize, IconMinimize } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

import type { LiveState } from '@/api/events';
import type { BucketStatus } from '@/api/types';
import { useSession } from '@/app/session';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/links';
import { Load } from '@/components/Load';
import { useDocumentTitle } from '@/components/Page';
import { BucketPanel } from './BucketPanel';
import { arranged, summary } from './order';
import { useWall } from './useWall';
import classes from './Wall.module.css';

export function WallPage() {
  const { team } = useSession();
  const { large = false } = useSearch({ from: '/wall' });
  const navigate = useNavigate();
  const { query, connection } = useWall(team.id);
  const { fullscreen, toggle } = useFullscreenDocument();
  return (
    <div className={classes.wall} data-large={large || undefined}>
      <header className={classes.bar}>
        <LinkButton to="/" variant="subtle" size="compact-sm" leftSection={<IconArrowLeft size={15} />}>
          Back
        </LinkButton>
        <Text fw={600} truncate className={classes.team}>
          {team.name}
        </Text>
        <Live connection={connection} />
        <Group gap="xs" ml="auto">
          <Button
            variant={large ? 'light' : 'default'}
            size="compact-sm"
            aria-pressed={large}
            leftSection={<IconLetterCase size={15} />}
            onClick={() => void navigate({ to: '/wall', search: large ? {} : { large: true }, replace: true })}
          >
            Large type
          </Button>
          <Button variant="default" size="compact-sm" leftSection={fullscreen ? <IconMinimize size={15} /> : <IconMaximize size={15} />} onClick={() => void toggle()}>
            {fullscreen ? 'Leave full screen' : 'Full screen'}
          </Button>
        </Group>
      </header>
      <main className={classes.main}>
        <Load query={query}>{(buckets) => <Board buckets={buckets} />}</Load>
      </main>
    </div>
  );
}

function Board({ buckets }: { buckets: BucketStatus[] }) {
  const words = summary(buckets);
  const failing = buckets.some((bucket) => bucket.state === 'failing');
  useDocumentTitle(words);
  return (
    <>
      <div className={classes.head}>
        <div role="status">
          <Title order={1} className={classes.summary} data-state={failing ? 'failing' : 'fine'}>
            {words}
          </Title>
        </div>
        <Clock />
      </div>
      {buckets.every((bucket) => bucket.tests.length === 0) ? (
        <EmptyState title="Nothing to watch yet">When the buckets have tests, this page shows how they stand and keeps itself up to date: put it on a screen that everybody passes.</EmptyState>
      ) : (
        <div className={classes.grid}>
          {arranged(buckets)
            .filter((bucket) => bucket.tests.length > 0)
            .map((bucket) => (
              <BucketPanel key={bucket.bucket_key} bucket={bucket} />
            ))}
        </div>
      )}
    </>
  );
}

const words: Record<LiveState, string> = { connecting: 'Connecting', open: 'Live', lost: 'Connection lost, trying again' };

function Live({ connection }: { connection: LiveState }) {
  return (
    <span className={classes.live} data-state={connection}>
      <span aria-hidden="true" className={classes.dot} />
      {words[connection]}
    </span>
  );
}

/** On a screen nobody touches, a time that goes on shows that the page does. */
function Clock() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time className={classes.clock} dateTime={now.toISOString()}>
      {now.toLocaleTimeString(undefined, { timeStyle: 'medium' })}
    </time>
  );
}

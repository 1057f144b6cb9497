/** Whom the team tells when tests fail. */
import { Alert, Button, SimpleGrid } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconInfoCircle, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import { deleteChannel } from '@/api/actions';
import { channels } from '@/api/queries';
import type { Channel } from '@/api/types';
import { useOwnerName, useSession } from '@/app/session';
import { Confirm } from '@/components/confirm';
import { EmptyState } from '@/components/EmptyState';
import { Load } from '@/components/Load';
import { Page } from '@/components/Page';
import { canEdit, managesChannels } from '@/lib/vocabulary';
import { ChannelCard } from './ChannelCard';
import { ChannelDialog } from './ChannelDialog';
import { DeliveryLog } from './DeliveryLog';
import { Preview } from './Preview';

export function NotificationsPage() {
  const { role } = useSession();
  const owner = useOwnerName();
  const [adding, add] = useDisclosure();
  const manages = managesChannels(role);
  const button = manages && (
    <Button leftSection={<IconPlus size={16} />} onClick={add.open}>
      Add Channel
    </Button>
  );
  return (
    <Page title="Notifications" lead="Who hears of it when tests fail, and when they pass again. What depends on a secret is in no message." actions={button}>
      {canEdit(role) ? (
        <Channels button={button} />
      ) : (
        <Alert color="slate" variant="light" icon={<IconInfoCircle />}>
          Members see here whom the team tells. Ask {owner ?? 'the owner'} for another role, if you need to.
        </Alert>
      )}
      <ChannelDialog opened={adding} onClose={add.close} />
    </Page>
  );
}

function Channels({ button }: { button: ReactNode }) {
  const { team, role } = useSession();
  const client = useQueryClient();
  const query = useQuery(channels(team.id));
  const [changing, setChanging] = useState<Channel | null>(null);
  const [deleting, setDeleting] = useState<Channel | null>(null);
  const [log, setLog] = useState<Channel | null>(null);
  const [preview, setPreview] = useState<Channel | null>(null);
  return (
    <>
      <Load query={query}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="Nobody is told yet" actions={button}>
              A channel carries the news to where your team looks anyway: Slack, mail, PagerDuty, a webhook of your own and others. You choose whether it hears of every run or only when a test starts
              to fail{managesChannels(role) ? '.' : '; the owner and administrators add channels.'}
            </EmptyState>
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
              {list.map((channel) => (
                <ChannelCard
                  key={channel.id}
                  channel={channel}
                  onChange={() => setChanging(channel)}
                  onDelete={() => setDeleting(channel)}
                  onLog={() => setLog(channel)}
                  onPreview={() => setPreview(channel)}
                />
              ))}
            </SimpleGrid>
          )
        }
      </Load>
      <ChannelDialog opened={changing !== null} channel={changing ?? undefined} onClose={() => setChanging(null)} />
      <DeliveryLog channel={log} onClose={() => setLog(null)} />
      <Preview channel={preview} onClose={() => setPreview(null)} />
      <Confirm
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={`Delete ${deleting?.name ?? ''}?`}
        action="Delete channel"
        onConfirm={async () => {
          if (deleting) await deleteChannel(team.id, deleting.id, deleting.keeps_open > 0);
          await client.invalidateQueries({ queryKey: ['channels', team.id] });
        }}
      >
        Messages that wait for it are not sent any more, and its log goes with it.
        {deleting && deleting.keeps_open > 0 && (
          <Alert color="orange" variant="light" mt="sm" icon={<IconAlertTriangle size={18} />}>
            {deleting.keeps_open === 1 ? 'Something is still open there that it will never hear the end of.' : `${deleting.keeps_open} things are still open there that it will never hear the end of.`} Close the incidents here first, or end them there by hand.
          </Alert>
        )}
      </Confirm>
    </>
  );
}

/** The messages to a channel with each try. What was sent and what was answered is not kept, so it is not here. */
import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { retryDelivery } from '@/api/actions';
import { deliveries } from '@/api/queries';
import type { Channel, Delivery } from '@/api/types';
import { useSession } from '@/app/session';
import { Ago } from '@/components/Ago';
import { LinkAnchor } from '@/components/links';
import { Load } from '@/components/Load';
import { failed } from '@/components/notify';
import { VerdictIcon } from '@/components/Verdict';
import { moment } from '@/lib/format';
import { sentence } from '@/lib/sentence';
import { managesChannels } from '@/lib/vocabulary';
import { changeWord, stateWord } from './words';

export function DeliveryLog({ channel, onClose }: { channel: Channel | null; onClose: () => void }) {
  return (
    <Modal opened={channel !== null} onClose={onClose} size="lg" title={<Text fw={600}>Messages to {channel?.name}</Text>}>
      {channel && <Log channel={channel} />}
    </Modal>
  );
}

function Log({ channel }: { channel: Channel }) {
  const { team } = useSession();
  const query = useQuery({ ...deliveries(team.id, channel.id, 50), refetchInterval: 5000 });
  return (
    <Load query={query}>
      {(list) =>
        list.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing was sent yet. Test messages stand in no log.
          </Text>
        ) : (
          <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Messages">
            {list.map((delivery) => (
              <One key={delivery.id} delivery={delivery} channel={channel} />
            ))}
          </Stack>
        )
      }
    </Load>
  );
}

function One({ delivery, channel }: { delivery: Delivery; channel: Channel }) {
  const { team, role } = useSession();
  const client = useQueryClient();
  const state = stateWord(delivery);
  const again = async () => {
    try {
      await retryDelivery(team.id, channel.id, delivery.id);
      await client.invalidateQueries({ queryKey: ['deliveries', team.id, channel.id] });
    } catch (error) {
      failed('The message was not sent again', error);
    }
  };
  const over = delivery.status === 'failed' || delivery.status === 'uncertain';
  const waits = delivery.status === 'waiting' && delivery.attempts.length > 0;
  return (
    <li style={{ borderBottom: '1px solid var(--line)', paddingBottom: 10 }}>
      <Group gap="xs" wrap="nowrap">
        <VerdictIcon result={state.look} />
        <Text size="sm" fw={600}>
          {state.text}
        </Text>
        <Text size="sm" c="dimmed" flex={1} truncate>
          {delivery.test_name}: {changeWord(delivery.change)}, <Ago at={delivery.created_at} />
        </Text>
        <LinkAnchor size="sm" to="/buckets/$bucket/tests/$test/results/$run" params={{ bucket: delivery.bucket_key, test: delivery.test_id, run: delivery.test_run_id }}>
          Result
        </LinkAnchor>
        {(over || waits) && managesChannels(role) && (
          <Button size="compact-sm" variant="default" onClick={() => void again()}>
            {waits ? 'Try now' : 'Send again'}
          </Button>
        )}
      </Group>
      {(delivery.status !== 'delivered' || delivery.attempts.length > 1) && delivery.attempts.length > 0 && (
        <List size="xs" c="dimmed" mt={6} withPadding>
          {delivery.attempts.map((attempt) => (
            <List.Item key={attempt.number}>
              {moment(attempt.begun_at)}: {attempt.code ? `${attempt.code}${attempt.status ? ` (${attempt.status})` : ''}. ${attempt.hint ? sentence(attempt.hint) : ''}` : attempt.ended_at ? 'taken by the receiver' : 'cut short, or still going on'}
            </List.Item>
          ))}
        </List>
      )}
      {delivery.next_attempt_at && delivery.attempts.length > 0 && (
        <Text size="xs" c="dimmed">
          Tried again at {moment(delivery.next_attempt_at)}
        </Text>
      )}
    </li>
  );
}

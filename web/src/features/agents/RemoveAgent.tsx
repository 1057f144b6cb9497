/** Asks before an agent goes, and says which environments name it. */
import { List, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { removeAgent } from '@/api/actions';
import { agentDetail, agents, buckets } from '@/api/queries';
import type { Agent } from '@/api/types';
import { Confirm } from '@/components/confirm';
import { Load } from '@/components/Load';
import { told } from '@/components/notify';

interface Props {
  team: string;
  /** The one to remove; null while none is. */
  agent: Agent | null;
  onClose: () => void;
}

export function RemoveAgent({ team, agent, onClose }: Props) {
  const client = useQueryClient();
  const detail = useQuery({ ...agentDetail(team, agent?.agent_id ?? ''), enabled: agent !== null });
  const named = useQuery(buckets);
  const bucketName = (key: string) => named.data?.find((one) => one.key === key)?.name ?? key;
  return (
    <Confirm
      opened={agent !== null}
      onClose={onClose}
      title={`Remove ${agent?.name ?? 'agent'}?`}
      action="Remove agent"
      onConfirm={async () => {
        if (!agent) return;
        await removeAgent(team, agent.agent_id);
        await client.invalidateQueries({ queryKey: agents(team).queryKey });
        told(`${agent.name} was removed. Nothing it sends counts any more.`);
      }}
    >
      {agent && (
        <Load query={detail} skeleton={<Text size="sm">Looking for environments that name it …</Text>}>
          {({ environments, running, waiting }) => (
            <>
              {environments.length === 0 ? (
                <>No environment names it. </>
              ) : (
                <>
                  Runs at this agent will end at once in:
                  <List size="sm" my="xs">
                    {environments.map((use) => (
                      <List.Item key={use.environment_id}>
                        {use.environment_name}{' '}
                        <Text span c="dimmed" inherit>
                          {use.test_id ? 'of one test' : 'shared by tests'} in the bucket {bucketName(use.bucket_key)}
                        </Text>
                      </List.Item>
                    ))}
                  </List>
                </>
              )}
              {running + waiting > 0 && <>It has {running + waiting} runs now, which end as expired. </>}
              The program stops by itself. To have it back you need a new token.
            </>
          )}
        </Load>
      )}
    </Confirm>
  );
}

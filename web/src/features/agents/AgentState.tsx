/** How an agent is, as a mark and a word: never by colour alone. */
import { Box } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleDashed, IconPlugConnectedX } from '@tabler/icons-react';

import type { Agent } from '@/api/types';

const looks = {
  online: { Icon: IconCircleCheckFilled, color: 'var(--pass)', soft: 'var(--pass-soft)', word: 'Online' },
  offline: { Icon: IconPlugConnectedX, color: 'var(--wait)', soft: 'var(--wait-soft)', word: 'Offline' },
  pending: { Icon: IconCircleDashed, color: 'var(--quiet)', soft: 'var(--quiet-soft)', word: 'Not enrolled yet' },
  late: { Icon: IconCircleDashed, color: 'var(--wait)', soft: 'var(--wait-soft)', word: 'Token expired' },
} as const;

/** Whether it waits for a token that does not count any more. */
export const isLate = (agent: Agent, now: number): boolean => agent.state === 'pending' && (agent.enrolment_expires_at ?? 0) < now;

export function AgentState({ agent, now }: { agent: Agent; now: number }) {
  const known = agent.state in looks ? (agent.state as keyof typeof looks) : 'pending';
  const { Icon, color, soft, word } = looks[isLate(agent, now) ? 'late' : known];
  return (
    <Box component="span" c={color} bg={soft} fz="xs" fw={600} px={8} py={2} style={{ display: 'inline-flex', alignItems: 'center', gap: 5, borderRadius: 999, whiteSpace: 'nowrap' }}>
      <Icon size={14} aria-hidden="true" />
      {word}
    </Box>
  );
}

/** An outcome as a mark and a word: never by colour alone. */
import { Box, type BoxProps } from '@mantine/core';
import { IconAlertCircleFilled, IconCircleCheckFilled, IconCircleDashed, IconCircleMinus, IconClockExclamation, IconClockPlay, IconEyeOff, IconPlayerSkipForward, IconPlugConnectedX } from '@tabler/icons-react';

const looks = {
  pass: { Icon: IconCircleCheckFilled, color: 'var(--pass)', soft: 'var(--pass-soft)', word: 'Passed' },
  fail: { Icon: IconAlertCircleFilled, color: 'var(--fail)', soft: 'var(--fail-soft)', word: 'Failed' },
  working: { Icon: IconClockPlay, color: 'var(--wait)', soft: 'var(--wait-soft)', word: 'Running' },
  queued: { Icon: IconClockPlay, color: 'var(--wait)', soft: 'var(--wait-soft)', word: 'Waiting' },
  canceled: { Icon: IconCircleMinus, color: 'var(--quiet)', soft: 'var(--quiet-soft)', word: 'Canceled' },
  missed: { Icon: IconClockExclamation, color: 'var(--wait)', soft: 'var(--wait-soft)', word: 'Missed' },
  expired: { Icon: IconPlugConnectedX, color: 'var(--wait)', soft: 'var(--wait-soft)', word: 'Agent expired' },
  skipped: { Icon: IconPlayerSkipForward, color: 'var(--quiet)', soft: 'var(--quiet-soft)', word: 'Skipped' },
  hidden: { Icon: IconEyeOff, color: 'var(--quiet)', soft: 'var(--quiet-soft)', word: 'Hidden' },
  none: { Icon: IconCircleDashed, color: 'var(--quiet)', soft: 'var(--quiet-soft)', word: 'Not evaluated' },
} as const;

export type Look = keyof typeof looks;
export const lookOf = (result: string | null | undefined): Look => (result && result in looks ? (result as Look) : 'none');
/** A run whose agent was not there says nothing about what was tested. */
export const verdictOf = (run: { result: string; agent_expired?: boolean | null }): string => (run.agent_expired ? 'expired' : run.result);
export const wordOf = (result: string): string => looks[lookOf(result)].word;

/** Mark and word on a soft ground. */
export function VerdictBadge({ result, size = 'md', ...rest }: { result: string; size?: 'md' | 'lg' } & BoxProps) {
  const { Icon, color, soft, word } = looks[lookOf(result)];
  return (
    <Box
      component="span"
      c={color}
      bg={soft}
      fz={size === 'lg' ? 'md' : 'xs'}
      fw={600}
      px={size === 'lg' ? 12 : 8}
      py={size === 'lg' ? 4 : 2}
      style={{ display: 'inline-flex', alignItems: 'center', gap: 5, borderRadius: 999, whiteSpace: 'nowrap' }}
      {...rest}
    >
      <Icon size={size === 'lg' ? 18 : 14} aria-hidden="true" />
      {word}
    </Box>
  );
}

/** The mark alone; the word is there for screen readers. */
export function VerdictIcon({ result, size = 18 }: { result: string; size?: number }) {
  const { Icon, color, word } = looks[lookOf(result)];
  return (
    <span style={{ display: 'inline-flex', color, flex: 'none' }} title={word}>
      <Icon size={size} aria-hidden="true" />
      <span className="visually-hidden">{word}</span>
    </span>
  );
}

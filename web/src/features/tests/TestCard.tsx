import { ActionIcon, Group, Paper, Text, Tooltip } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

import type { Incident, TestSummary } from '@/api/types';
import { Ago } from '@/components/Ago';
import { VerdictBadge, verdictOf } from '@/components/Verdict';
import { IncidentMark } from '@/features/incidents/IncidentMark';
import { RestMark } from '@/features/schedules/RestMark';
import { count, duration, percent } from '@/lib/format';
import { ratioChange, timeChange, type Change } from './change';
import { OutcomeStrip } from './OutcomeStrip';
import classes from './TestCard.module.css';

interface Props {
  test: TestSummary;
  bucket: string;
  /** Which of its schedules rest, in words. */
  rest?: string | null;
  /** One that is open. */
  incident?: Incident | undefined;
  /** Absent for those who may not run tests. */
  onRun?: () => void;
}

export function TestCard({ test, bucket, rest, incident, onRun }: Props) {
  const last = test.last_run;
  return (
    <Paper withBorder p="md" bg="var(--paper)" component="article" aria-label={test.name} className={classes.card}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <div style={{ minWidth: 0 }}>
          <Link to="/buckets/$bucket/tests/$test" params={{ bucket, test: test.id }} className={classes.name}>
            {test.name}
          </Link>
          <Text size="xs" c="dimmed" truncate>
            {last?.environment_name ?? count(test.step_count, 'step')}
          </Text>
        </div>
        {onRun && (
          <Tooltip label="Run now">
            <ActionIcon variant="default" size="md" aria-label={`Run ${test.name}`} onClick={onRun}>
              <IconPlayerPlay size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      <OutcomeStrip entries={test.strip ?? []} bucket={bucket} test={test.id} />
      <Group gap="xs" mih={24}>
        {last ? (
          <>
            <VerdictBadge result={verdictOf(last)} />
            {last.finished_at && (
              <Text size="xs" c="dimmed">
                <Ago at={last.finished_at} />
              </Text>
            )}
          </>
        ) : (
          <Text size="xs" c="dimmed">
            Not run yet
          </Text>
        )}
        {rest && <RestMark text={rest} />}
        {incident && <IncidentMark incident={incident} />}
      </Group>
      <div className={classes.figures}>
        <Figure label="Success rate" value={test.success_ratio === null || test.success_ratio === undefined ? '–' : percent(test.success_ratio)} change={ratioChange(test.change_success_ratio)} />
        <Figure
          label="Average response"
          value={test.avg_response_time_ms === null || test.avg_response_time_ms === undefined ? '–' : duration(test.avg_response_time_ms)}
          change={timeChange(test.change_avg_response_time_ms)}
        />
      </div>
    </Paper>
  );
}

export function Figure({ label, value, change }: { label: string; value: string; change?: Change | null }) {
  const color = change?.good === true ? 'var(--pass)' : change?.good === false ? 'var(--fail)' : 'dimmed';
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={600} fz="lg" lh={1.25} className={classes.number}>
        {value}
      </Text>
      <Text size="xs" c={color} mih={18}>
        {change?.text}
      </Text>
    </div>
  );
}

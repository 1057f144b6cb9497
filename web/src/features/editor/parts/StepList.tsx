/** Steps in order, and what can be added at their end. */
import { Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { Dispatch } from 'react';

import { useTools } from '../context';
import { newCondition, newLoop, newPause, newRequest, newSubtest, type StepDraft } from '../model/draft';
import type { Change } from '../useDraft';
import { StepCard } from './StepCard';
import classes from './StepCard.module.css';

interface Props {
  steps: StepDraft[];
  /** Key of the condition or loop that holds these; null for the test itself. */
  parent: string | null;
  place: string;
  path: string;
  dispatch: Dispatch<Change>;
}

export function StepList({ steps, parent, place, path, dispatch }: Props) {
  const { readOnly } = useTools();
  const add = (step: StepDraft) => dispatch({ do: 'append', parent, step });
  return (
    <div>
      {steps.length === 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          {parent === null ? 'No step yet. Begin with a request.' : 'No step inside yet.'}
        </Text>
      )}
      <ol className={classes.list} aria-label={parent === null ? 'Steps' : `Steps inside step ${place.slice(0, -1)}`}>
        {steps.map((step, index) => (
          <StepCard
            key={step.key}
            step={step}
            place={`${place}${index + 1}`}
            path={`${path}[${index}]`}
            first={index === 0}
            last={index === steps.length - 1}
            dispatch={dispatch}
          />
        ))}
      </ol>
      {!readOnly && (
        <Group gap="xs" mb="sm">
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => add(newRequest())}>
            Add Request
          </Button>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => add(newPause())}>
            Add Pause
          </Button>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => add(newCondition())}>
            Add Condition
          </Button>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => add(newLoop())}>
            Add Loop
          </Button>
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => add(newSubtest())}>
            Add Subtest
          </Button>
        </Group>
      )}
    </div>
  );
}

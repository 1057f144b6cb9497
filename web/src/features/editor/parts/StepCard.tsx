/** One step of the editor: a line that opens, with what can be done to it. */
import { ActionIcon, Badge, Box, Collapse, Group, Menu, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconCopy, IconDots, IconGripVertical, IconPlayerSkipForward, IconTrash } from '@tabler/icons-react';
import { memo, useId, useState, type Dispatch } from 'react';

import { comparisonLabel, takesValue } from '@/lib/vocabulary';
import { StepContext, useErrorCount, useTools } from '../context';
import { isBlock, type StepDraft } from '../model/draft';
import type { Change } from '../useDraft';
import { ConditionFields, LoopFields, OtherFields, PauseFields } from './OtherFields';
import { RequestFields } from './RequestFields';
import classes from './StepCard.module.css';
import { StepList } from './StepList';
import { SubtestFields, useTestName } from './SubtestFields';

interface Props {
  step: StepDraft;
  place: string;
  path: string;
  first: boolean;
  last: boolean;
  dispatch: Dispatch<Change>;
}

function summary(step: StepDraft, subtestName: string | undefined): { kind: string; text: string; detail: string } {
  switch (step.type) {
    case 'request':
      return { kind: step.method || '?', text: step.note || step.url || 'No URL yet', detail: step.note ? step.url : '' };
    case 'pause':
      return { kind: 'Pause', text: `${step.seconds} s`, detail: step.note };
    case 'condition':
      return { kind: 'Condition', text: step.left ? [step.left, comparisonLabel(step.comparison), takesValue(step.comparison) ? step.right : ''].join(' ').trim() : 'Nothing to compare yet', detail: step.note };
    case 'loop':
      return { kind: 'Loop', text: step.left ? ['while', step.left, comparisonLabel(step.comparison), takesValue(step.comparison) ? step.right : ''].join(' ').trim() : 'Nothing to compare yet', detail: step.note };
    case 'subtest':
      return { kind: 'Subtest', text: step.note || subtestName || step.test || 'No test chosen yet', detail: step.note ? (subtestName ?? '') : '' };
    case 'other':
      return { kind: String(step.original['step_type'] ?? 'Step'), text: step.note, detail: 'kept, cannot run' };
  }
}

/** The address in the first step of a new test: it is there to be changed. */
const example = 'https://yourapihere.com/';

// Remembers what is being dragged; a drop outside the list simply ends it.
let dragged: string | null = null;

export const StepCard = memo(function StepCard({ step, place, path, first, last, dispatch }: Props) {
  const { readOnly } = useTools();
  const isNew = step.type === 'request' ? step.url === '' || step.url === example : Object.keys(step.original).length === 0;
  const [opened, setOpened] = useState(isNew);
  const [over, setOver] = useState(false);
  const wrong = useErrorCount(path);
  const body = useId();
  const subtestName = useTestName(step.type === 'subtest' ? step.test : '');
  const { kind, text, detail } = summary(step, subtestName);
  const set = (part: Partial<StepDraft>) => dispatch({ do: 'set', key: step.key, part });
  const title = `Step ${place}: ${kind} ${text}`;

  return (
    <StepContext value={step.key}>
      {/* Dragging is a second way: the buttons on the line move a step as well. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <li
        className={classes.step}
        data-over={over || undefined}
        data-skipped={step.skipped || undefined}
        data-wrong={wrong > 0 || undefined}
        onDragOver={(event) => {
          if (dragged === null || dragged === step.key) return;
          event.preventDefault();
          event.stopPropagation();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          if (dragged === null) return;
          event.preventDefault();
          event.stopPropagation();
          dispatch({ do: 'moveTo', key: dragged, target: step.key });
          dragged = null;
        }}
      >
        <Group gap={4} wrap="nowrap" px={8} py={6}>
          {!readOnly && (
            <span
              className={classes.grip}
              draggable
              aria-hidden="true"
              title="Drag to move"
              onDragStart={(event) => {
                dragged = step.key;
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('text/plain', '');
              }}
              onDragEnd={() => {
                dragged = null;
              }}
            >
              <IconGripVertical size={16} />
            </span>
          )}
          <UnstyledButton className={classes.line} onClick={() => setOpened(!opened)} aria-expanded={opened} aria-controls={body} aria-label={title}>
            <IconChevronRight size={16} className={classes.chevron} data-open={opened || undefined} aria-hidden="true" />
            <Text span size="sm" c="dimmed" miw={18}>
              {place}
            </Text>
            <Text span size="sm" fw={650} ff={step.type === 'request' ? 'monospace' : undefined} miw={44}>
              {kind}
            </Text>
            <span className={classes.title}>
              <Text span size="sm" truncate display="block" ff={step.type === 'request' && !step.note ? 'monospace' : undefined}>
                {text}
              </Text>
              {detail && (
                <Text span size="xs" c="dimmed" truncate display="block" ff="monospace">
                  {detail}
                </Text>
              )}
            </span>
            {step.skipped && (
              <Badge variant="default" size="sm" tt="none">
                skipped
              </Badge>
            )}
            {wrong > 0 && (
              <Badge color="red" size="sm" tt="none">
                {wrong} wrong
              </Badge>
            )}
          </UnstyledButton>
          {!readOnly && (
            <Group gap={0} wrap="nowrap">
              <Tooltip label="Move up">
                <ActionIcon variant="subtle" color="gray" aria-label={`Move step ${place} up`} disabled={first} onClick={() => dispatch({ do: 'move', key: step.key, by: -1 })}>
                  <IconArrowUp size={16} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Move down">
                <ActionIcon variant="subtle" color="gray" aria-label={`Move step ${place} down`} disabled={last} onClick={() => dispatch({ do: 'move', key: step.key, by: 1 })}>
                  <IconArrowDown size={16} />
                </ActionIcon>
              </Tooltip>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" aria-label={`More about step ${place}`}>
                    <IconDots size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => dispatch({ do: 'copy', key: step.key })}>
                    Duplicate
                  </Menu.Item>
                  <Menu.Item leftSection={<IconPlayerSkipForward size={15} />} onClick={() => set({ skipped: !step.skipped })}>
                    {step.skipped ? 'Do not skip' : 'Skip'}
                  </Menu.Item>
                  <Menu.Item color="red" c="var(--fail)" leftSection={<IconTrash size={15} />} onClick={() => dispatch({ do: 'remove', key: step.key })}>
                    Delete
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </Group>
          )}
        </Group>
        <Collapse expanded={opened} id={body}>
          <Box px="md" pb="md" pt={4}>
            {opened && step.type === 'request' && <RequestFields step={step} set={set} path={path} />}
            {opened && step.type === 'pause' && <PauseFields step={step} set={set} path={path} />}
            {opened && step.type === 'condition' && <ConditionFields step={step} set={set} path={path} />}
            {opened && step.type === 'loop' && <LoopFields step={step} set={set} path={path} />}
            {opened && step.type === 'subtest' && <SubtestFields step={step} set={set} path={path} />}
            {opened && step.type === 'other' && <OtherFields step={step} />}
          </Box>
        </Collapse>
        {isBlock(step) && (
          <Box className={classes.nested}>
            <StepList steps={step.steps} parent={step.key} place={`${place}.`} path={`${path}.steps`} dispatch={dispatch} />
          </Box>
        )}
      </li>
    </StepContext>
  );
});

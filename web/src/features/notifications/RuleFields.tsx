/** When a channel is told, in words. */
import { Checkbox, Collapse, Group, NativeSelect, NumberInput, Radio, Stack, Switch, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';

import { causes, once, reminders, whens, type RuleDraft, type When } from './rule';

export function RuleFields({ draft, set }: { draft: RuleDraft; set: (part: Partial<RuleDraft>) => void }) {
  const [more, { toggle }] = useDisclosure(draft.remindAfter > 0 || draft.flaky || draft.causes !== 'any');
  const body = useId();
  return (
    <Stack gap="sm">
      <Radio.Group label="When to tell" value={draft.when} onChange={(when) => set({ when: when as When })}>
        <Stack gap={6} mt={6}>
          {whens.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Stack>
      </Radio.Group>
      {once(draft.when) && (
        <NumberInput
          label="Failed runs in a row before it counts"
          description="In one location"
          maw={360}
          min={1}
          max={100}
          allowDecimal={false}
          value={draft.threshold}
          onChange={(value) => set({ threshold: Math.min(100, Math.max(1, Number(value) || 1)) })}
        />
      )}
      {draft.when === 'failures' && <Checkbox label="And the first pass afterwards" checked={draft.backToNormal} onChange={(event) => set({ backToNormal: event.currentTarget.checked })} />}
      <UnstyledButton onClick={toggle} aria-expanded={more} aria-controls={body} fz="sm" c="dimmed" style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
        <IconChevronRight size={15} style={{ transform: more ? 'rotate(90deg)' : undefined }} aria-hidden="true" />
        Reminders, flaky tests, causes
      </UnstyledButton>
      <Collapse expanded={more} id={body}>
        <Stack gap="sm">
          {once(draft.when) && (
            <NativeSelect
              label="Remind while it lasts"
              description="Until it is over, or somebody takes care of the incident"
              data={reminders}
              value={String(draft.remindAfter)}
              onChange={(event) => set({ remindAfter: Number(event.currentTarget.value) })}
            />
          )}
          <Switch
            label="Say once that a test is flaky"
            description="Instead of telling each change, when 4 of the last 10 runs ended otherwise than the one before"
            checked={draft.flaky}
            onChange={(event) => set({ flaky: event.currentTarget.checked })}
          />
          <Group>
            <NativeSelect label="Causes" data={causes} value={draft.causes} onChange={(event) => set({ causes: event.currentTarget.value as RuleDraft['causes'] })} />
          </Group>
        </Stack>
      </Collapse>
    </Stack>
  );
}

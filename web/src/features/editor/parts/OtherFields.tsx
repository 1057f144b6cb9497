/** Fields of pauses, conditions and loops. */
import { Group, NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';

import type { Comparison } from '@/api/definition';
import { comparisons, takesValue } from '@/lib/vocabulary';
import { useFieldError, useTools } from '../context';
import { mostRounds, type BlockDraft, type ConditionDraft, type LoopDraft, type OtherDraft, type PauseDraft } from '../model/draft';
import { TemplateInput } from './TemplateInput';

export function PauseFields({ step, set, path }: { step: PauseDraft; set: (part: Partial<PauseDraft>) => void; path: string }) {
  const { readOnly } = useTools();
  return (
    <Group align="flex-start">
      <NumberInput
        label="Seconds"
        description="1 to 180"
        min={1}
        max={180}
        w={120}
        readOnly={readOnly}
        value={step.seconds}
        error={useFieldError(`${path}.duration`)}
        onChange={(value) => set({ seconds: Number(value) || 0 })}
      />
      <TextInput label="Note" description="Why it waits" flex={1} readOnly={readOnly} value={step.note} onChange={(event) => set({ note: event.currentTarget.value })} />
    </Group>
  );
}

// These look into structures; a condition compares two texts.
const forConditions = comparisons.filter((c) => !c.only);

function Comparing({ step, set, path }: { step: BlockDraft; set: (part: Partial<Pick<BlockDraft, 'left' | 'comparison' | 'right'>>) => void; path: string }) {
  const { readOnly } = useTools();
  return (
    <Group gap={6} align="flex-start" wrap="wrap">
      <div style={{ flex: '1 1 180px' }}>
        <TemplateInput name="Left value" placeholder="{{status}}" value={step.left} onChange={(left) => set({ left })} path={`${path}.left_value`} />
      </div>
      <NativeSelect
        aria-label="Comparison"
        w={190}
        disabled={readOnly}
        value={step.comparison}
        error={useFieldError(`${path}.comparison`)}
        onChange={(event) => set({ comparison: event.currentTarget.value as Comparison })}
        data={forConditions.map((c) => ({ value: c.value, label: c.label }))}
      />
      {takesValue(step.comparison) && (
        <div style={{ flex: '1 1 180px' }}>
          <TemplateInput name="Right value" placeholder="ready" value={step.right} onChange={(right) => set({ right })} path={`${path}.right_value`} />
        </div>
      )}
    </Group>
  );
}

export function ConditionFields({ step, set, path }: { step: ConditionDraft; set: (part: Partial<ConditionDraft>) => void; path: string }) {
  return (
    <>
      <Comparing step={step} set={set} path={path} />
      <Text size="xs" c="dimmed" mt={6}>
        The steps below run only when this holds.
      </Text>
    </>
  );
}

export function LoopFields({ step, set, path }: { step: LoopDraft; set: (part: Partial<LoopDraft>) => void; path: string }) {
  const { readOnly } = useTools();
  return (
    <>
      <Comparing step={step} set={set} path={path} />
      <Text size="xs" c="dimmed" mt={6} mb="xs">
        The steps below run again and again while this holds; it is looked at before each round. Let a pause inside wait between two rounds.
      </Text>
      <Group align="flex-start">
        <NumberInput
          label="Rounds at most"
          description={`1 to ${mostRounds}; the step fails when it still holds then`}
          min={1}
          max={mostRounds}
          clampBehavior="none"
          w={300}
          readOnly={readOnly}
          value={step.rounds}
          error={useFieldError(`${path}.max_iterations`)}
          onChange={(value) => set({ rounds: Number(value) || 0 })}
        />
        <TextInput label="Note" description="What it waits for" flex={1} readOnly={readOnly} value={step.note} onChange={(event) => set({ note: event.currentTarget.value })} />
      </Group>
    </>
  );
}

export function OtherFields({ step }: { step: OtherDraft }) {
  return (
    <Text size="sm" c="dimmed">
      Steps of the kind <code>{String(step.original['step_type'] ?? '')}</code> are kept as they are, but this version cannot run or edit them. A run stops here with an error; skip the step to go on
      without it.
    </Text>
  );
}

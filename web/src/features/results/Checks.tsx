/** What a step checked, took from the response, and logged. Masked cells show the fixed mask, the definition's own text stays. */
import { Stack, Table, Text, Title } from '@mantine/core';

import { hidden, shown, type AssertionRecord, type ConditionRecord, type ExtractionRecord, type ScriptRecord, type Shown, type SubtestRecord } from '@/api/record';
import { VerdictBadge } from '@/components/Verdict';
import { comparisonLabel, sourceLabel, takesValue } from '@/lib/vocabulary';
import { explainHidden, maskedValue } from './hidden';
import { VariableList } from './RunVariables';
import { cell, verdictOf, written, type Verdict } from './view';

function Cell({ value }: { value: Shown<string | null> }) {
  const text = cell(value);
  const masked = hidden(value) !== undefined;
  return (
    <Table.Td className="mono wrap" style={{ verticalAlign: 'top' }}>
      {masked ? (
        <span title="Hidden: this step used a secret" aria-label="hidden">
          {maskedValue}
        </span>
      ) : (
        <Text span inherit lineClamp={6}>
          {text}
        </Text>
      )}
    </Table.Td>
  );
}

export function Assertions({ list }: { list: AssertionRecord[] }) {
  if (list.length === 0) return null;
  return (
    <section>
      <Title order={2} size="sm" mb={4}>
        Assertions
      </Title>
      <Table.ScrollContainer minWidth={560}>
        <Table aria-label="Assertions">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={130}>Verdict</Table.Th>
              <Table.Th>Check, as written</Table.Th>
              <Table.Th>Expected</Table.Th>
              <Table.Th>Found</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.map((a, index) => (
              <Table.Tr key={index}>
                <Table.Td style={{ verticalAlign: 'top' }}>
                  <VerdictBadge result={verdictOf(a.passed)} />
                </Table.Td>
                <Table.Td style={{ verticalAlign: 'top' }} className="wrap">
                  {sourceLabel(a.source)}
                  {a.property && (
                    <>
                      {' '}
                      <code>{a.property}</code>
                    </>
                  )}{' '}
                  <Text span c="dimmed" inherit>
                    {comparisonLabel(a.comparison)}
                  </Text>{' '}
                  {takesValue(a.comparison) && <code>{written(a)}</code>}
                  {shown(a.error) && (
                    <Text size="xs" c="var(--fail)">
                      {shown(a.error)}
                    </Text>
                  )}
                </Table.Td>
                <Cell value={a.target} />
                <Cell value={a.actual} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

export function Extractions({ list }: { list: ExtractionRecord[] }) {
  if (list.length === 0) return null;
  return (
    <section>
      <Title order={2} size="sm" mb={4}>
        Variables
      </Title>
      <Table.ScrollContainer minWidth={480}>
        <Table aria-label="Variables taken from the response">
          <Table.Tbody>
            {list.map((v, index) => (
              <Table.Tr key={index}>
                <Table.Td w={130} style={{ verticalAlign: 'top' }}>
                  <VerdictBadge result={verdictOf(v.passed)} />
                </Table.Td>
                <Table.Th scope="row" className="mono wrap" style={{ verticalAlign: 'top' }}>
                  {v.name}
                </Table.Th>
                <Table.Td style={{ verticalAlign: 'top' }}>
                  <Text size="sm" c="dimmed">
                    {sourceLabel(v.source)} {v.property && <code>{v.property}</code>}
                  </Text>
                  {shown(v.error) && (
                    <Text size="xs" c="var(--fail)">
                      {shown(v.error)}
                    </Text>
                  )}
                </Table.Td>
                <Cell value={v.value} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

const places = { initial: 'Initial script', pre_request: 'Pre-request script', post_response: 'Post-response script' };

export function Scripts({ list, secrets }: { list: ScriptRecord[]; secrets: string[] }) {
  if (list.length === 0) return null;
  return (
    <section>
      <Title order={2} size="sm" mb={4}>
        Scripts
      </Title>
      <Stack gap="xs">
        {list.map((script, index) => {
          const lines = shown(script.output) ?? [];
          const thrown = shown(script.error);
          const why = hidden(script.output) ?? hidden(script.error);
          return (
            <div key={index}>
              <Text size="sm" component="div" style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
                <VerdictBadge result={verdictOf(script.passed)} />
                {places[script.place]}
                <Text span size="xs" c="dimmed">
                  {script.origin}
                </Text>
              </Text>
              {why ? (
                <Text size="sm" c="dimmed" mt={4}>
                  {explainHidden(why, 'What the script wrote', secrets, undefined).because}
                </Text>
              ) : (
                <>
                  {thrown && (
                    <Text size="sm" c="var(--fail)" className="mono wrap" mt={4}>
                      {thrown}
                    </Text>
                  )}
                  {lines.length > 0 && (
                    <pre className="mono wrap" aria-label="Script output" style={{ margin: '6px 0 0', padding: '8px 12px', whiteSpace: 'pre-wrap', background: 'var(--ground)', borderRadius: 8, fontSize: 12.5 }}>
                      {lines.join('\n')}
                    </pre>
                  )}
                </>
              )}
            </div>
          );
        })}
      </Stack>
    </section>
  );
}

/** What a comparison came to; of a loop, how often. */
function course(held: Verdict, iterations: Shown<number> | undefined): string {
  if (held === 'hidden') return iterations === undefined ? 'Whether it held is hidden.' : 'How often it held is hidden.';
  if (held === 'none') return 'It was not evaluated.';
  const rounds = shown(iterations);
  if (rounds === undefined) return held === 'pass' ? 'It held: the steps inside ran.' : 'It did not hold: the steps inside did not run.';
  const went = rounds === 0 ? 'It did not hold: the steps inside did not run.' : `The steps inside ran ${rounds === 1 ? 'once' : `${rounds} times`}.`;
  return held === 'pass' ? `${went} It still held then.` : went;
}

export function Condition({ condition, iterations }: { condition: ConditionRecord; iterations?: Shown<number> | undefined }) {
  const held = verdictOf(condition.held);
  return (
    <section aria-label={iterations === undefined ? 'Condition' : 'Loop'}>
      <Text size="sm" className="wrap">
        <code>{condition.left || '(empty)'}</code> {comparisonLabel(condition.comparison)} {takesValue(condition.comparison) && <code>{condition.right || '(empty)'}</code>}
      </Text>
      <Text size="sm" c="dimmed" className="wrap">
        {course(held, iterations)}{' '}
        {held !== 'none' && (
          <>
            {iterations === undefined ? 'Values:' : 'Values at the end:'} <code>{cell(condition.left_value) || '(empty)'}</code>
            {takesValue(condition.comparison) && (
              <>
                {' '}
                and <code>{cell(condition.right_value) || '(empty)'}</code>
              </>
            )}
          </>
        )}
      </Text>
    </section>
  );
}

const ends = { pass: 'It passed.', fail: 'It failed.', canceled: 'It was stopped.' };

export function Subtest({ subtest }: { subtest: SubtestRecord }) {
  const result = shown(subtest.result);
  const variables = shown(subtest.variables) ?? [];
  return (
    <section aria-label="Subtest">
      <Text size="sm" className="wrap">
        {subtest.name ? (
          <>
            The test <strong>{subtest.name}</strong> in the environment <strong>{subtest.environment}</strong>.
          </>
        ) : (
          <>
            The test <code>{subtest.test}</code>.
          </>
        )}{' '}
        {result ? ends[result] : hidden(subtest.result) ? 'How it ended is hidden.' : 'It did not run.'}
      </Text>
      {variables.length > 0 && <VariableList title="Its variables at the end" list={variables} />}
    </section>
  );
}

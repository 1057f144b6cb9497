/** Variables at the start and at the end of a run. */
import { SimpleGrid, Table, Text } from '@mantine/core';

import { hidden, type RunRecord, type VariableRecord } from '@/api/record';
import { maskedValue } from './hidden';
import { cell } from './view';

export function RunVariables({ record }: { record: RunRecord }) {
  if (record.initial_variables.length === 0 && record.variables.length === 0)
    return (
      <Text size="sm" c="dimmed">
        This run had no variables.
      </Text>
    );
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <VariableList title="At the start" list={record.initial_variables} />
      <VariableList title="At the end" list={record.variables} />
    </SimpleGrid>
  );
}

export function VariableList({ title, list }: { title: string; list: VariableRecord[] }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <Table aria-label={`Variables ${title.toLowerCase()}`} verticalSpacing={4} layout="fixed">
        <Table.Tbody>
          {list.map((v) => (
            <Table.Tr key={v.name}>
              <Table.Th scope="row" className="mono wrap" fw={500} w="38%" style={{ verticalAlign: 'top' }}>
                {v.name}
              </Table.Th>
              <Table.Td className="mono wrap">{hidden(v.value) ? <span title="Hidden: it depends on a secret">{maskedValue}</span> : cell(v.value)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

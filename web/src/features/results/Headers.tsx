/** Headers in the order they were sent. */
import { Table, Text } from '@mantine/core';

export function Headers({ headers, label }: { headers: [string, string][]; label: string }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={2}>
        Headers
      </Text>
      {headers.length === 0 ? (
        <Text size="sm" c="dimmed">
          None.
        </Text>
      ) : (
        <Table withRowBorders={false} verticalSpacing={2} aria-label={label}>
          <Table.Tbody>
            {headers.map(([name, value], index) => (
              // A header may stand twice; its position is its identity.
              <Table.Tr key={index}>
                <Table.Th scope="row" w={220} fw={500} c="dimmed" className="wrap" style={{ verticalAlign: 'top' }}>
                  {name}
                </Table.Th>
                <Table.Td className="mono wrap">{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}

/** Where a value is kept: here, or in a source that the operator listed. */
import { NativeSelect, SegmentedControl, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { secretSources } from '@/api/queries';
import { useSession } from '@/app/session';
import type { Row } from './save';

interface Props {
  row: Row;
  change: (part: Partial<Row>) => void;
}

const kinds: Record<string, string> = { vault_kv2: 'Vault', files: 'files', environment: 'variables' };

export function PlaceFields({ row, change }: Props) {
  const { team } = useSession();
  const sources = useQuery(secretSources(team.id)).data ?? [];
  if (sources.length === 0 && row.from === null) return null;
  const set = (part: Partial<NonNullable<Row['from']>>) =>
    change({ from: { source: sources[0]?.name ?? '', path: '', field: '', ...row.from, ...part }, problems: { ...row.problems, from: undefined, other: undefined } });
  const chosen = sources.find((source) => source.name === row.from?.source);
  const prefixes = (chosen?.prefixes ?? []).filter((prefix) => prefix !== '');
  return (
    <div style={{ flex: '1 1 100%' }}>
      <SegmentedControl
        size="xs"
        aria-label="Where the value is kept"
        value={row.from ? 'elsewhere' : 'here'}
        onChange={(value) => (value === 'here' ? change({ from: null }) : (change({ visibility: 'strict' }), set({})))}
        data={[
          { value: 'here', label: 'Kept here, encrypted' },
          { value: 'elsewhere', label: 'Kept elsewhere' },
        ]}
      />
      {row.from && (
        <>
          <SimpleGrid cols={{ base: 1, sm: 3 }} mt="sm" style={{ alignItems: 'end' }}>
            <NativeSelect
              label="Source"
              value={row.from.source}
              onChange={(event) => set({ source: event.currentTarget.value })}
              data={[...sources.map(({ name, kind }) => ({ value: name, label: `${name} (${kinds[kind] ?? kind})` })), ...(chosen ? [] : [{ value: row.from.source, label: `${row.from.source} (not listed any more)` }])]}
            />
            <TextInput
              label={chosen?.kind === 'environment' ? 'Variable' : 'Path'}
              description={prefixes.length > 0 ? `Begins with ${prefixes.join(' or ')}` : undefined}
              placeholder={chosen?.kind === 'environment' ? 'ORDERS_KEY' : 'orders/api'}
              value={row.from.path}
              error={row.problems.from}
              onChange={(event) => set({ path: event.currentTarget.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <TextInput label="Field" placeholder={chosen?.kind === 'vault_kv2' ? 'value' : 'All of it'} value={row.from.field} onChange={(event) => set({ field: event.currentTarget.value })} autoComplete="off" spellCheck={false} />
          </SimpleGrid>
          <Text size="xs" c="dimmed" mt={6}>
            The value is asked for now, to see whether it is there, and then when runs need it. It is held in memory for a while and never stored. Results of steps that use it are strict.
          </Text>
        </>
      )}
    </div>
  );
}

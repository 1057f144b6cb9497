/** Buckets of the team: filter, choose, or make one. */
import { Box, Button, Combobox, Text, useCombobox } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { buckets } from '@/api/queries';
import { CreateBucket } from '@/features/bucket/CreateBucket';
import { managesBuckets } from '@/lib/vocabulary';
import { useSession } from './session';

const create = '+create';

export function BucketSwitcher({ current }: { current: string | undefined }) {
  const { data = [] } = useQuery(buckets);
  const { role } = useSession();
  const navigate = useNavigate();
  const [filter, setFilter] = useState('');
  const [creating, { open, close }] = useDisclosure();
  const combobox = useCombobox({
    onDropdownClose: () => {
      setFilter('');
      combobox.resetSelectedOption();
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const wanted = filter.trim().toLowerCase();
  const found = data.filter((b) => b.name.toLowerCase().includes(wanted) || b.key.includes(wanted));
  const name = data.find((b) => b.key === current)?.name;

  return (
    <>
      <Combobox
        store={combobox}
        width={280}
        position="bottom-start"
        onOptionSubmit={(value) => {
          combobox.closeDropdown();
          if (value === create) open();
          else void navigate({ to: '/buckets/$bucket', params: { bucket: value } });
        }}
      >
        <Combobox.Target withAriaAttributes={false}>
          <Button
            variant="default"
            size="compact-md"
            fw={500}
            rightSection={<IconSelector size={15} />}
            onClick={() => combobox.toggleDropdown()}
            aria-label={name ? `Bucket ${name}: switch` : 'Choose a bucket'}
            aria-haspopup="listbox"
            aria-expanded={combobox.dropdownOpened}
          >
            <Text truncate maw={180} fz="sm" fw={500}>
              {name ?? 'Buckets'}
            </Text>
          </Button>
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Search value={filter} onChange={(e) => setFilter(e.currentTarget.value)} placeholder="Filter by name or key" aria-label="Filter buckets" />
          <Combobox.Options mah={320} style={{ overflowY: 'auto' }}>
            {found.map((b) => (
              <Combobox.Option value={b.key} key={b.key} active={b.key === current}>
                <Box style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
                  <IconCheck size={14} style={{ visibility: b.key === current ? 'visible' : 'hidden', flex: 'none' }} />
                  <Text size="sm" truncate flex={1}>
                    {b.name}
                  </Text>
                  <code style={{ fontSize: 11, opacity: 0.75 }}>{b.key}</code>
                </Box>
              </Combobox.Option>
            ))}
            {found.length === 0 && <Combobox.Empty>No bucket like that</Combobox.Empty>}
            {managesBuckets(role) && (
              <Combobox.Option value={create}>
                <Box style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
                  <IconPlus size={14} />
                  <Text size="sm">Create Bucket</Text>
                </Box>
              </Combobox.Option>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <CreateBucket opened={creating} onClose={close} />
    </>
  );
}

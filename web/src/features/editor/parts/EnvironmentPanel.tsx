/** The environment a test runs in: which one, and what it sets. */
import { ActionIcon, Badge, Box, Collapse, Group, Menu, NativeSelect, Paper, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight, IconCopy, IconDots, IconPlus, IconTrash } from '@tabler/icons-react';
import { useId } from 'react';

import type { Environment, Test } from '@/api/definition';
import { Copy } from '@/components/Copy';
import { LinkAnchor } from '@/components/links';
import { absolute } from '@/lib/address';
import { count } from '@/lib/format';
import { useErrorCount, useTools } from '../context';
import type { EnvironmentDraft } from '../model/environment';
import { EnvironmentFields } from './EnvironmentFields';
import classes from './StepCard.module.css';

interface Props {
  bucket: string;
  test: Test;
  shared: Environment[];
  drafts: Record<string, EnvironmentDraft>;
  selected: string;
  onSelect: (id: string) => void;
  set: (part: Partial<EnvironmentDraft>) => void;
  onAdd: (from: Environment | null) => void;
  onDelete: (environment: Environment) => void;
}

export function EnvironmentPanel({ bucket, test, shared, drafts, selected, onSelect, set, onAdd, onDelete }: Props) {
  const { readOnly } = useTools();
  const [opened, { toggle }] = useDisclosure(false);
  const body = useId();
  const draft = drafts[selected];
  const own = test.environments.find((e) => e.id === selected);
  const sharedOne = shared.find((e) => e.id === selected);
  const path = `environment.${selected}`;
  const wrong = useErrorCount(path);
  const name = draft?.name ?? sharedOne?.name ?? 'Environment';
  const variables = draft ? draft.variables.length : Object.keys(sharedOne?.initial_variables ?? {}).length;
  const parent = shared.find((e) => e.id === draft?.parent);

  return (
    <Paper withBorder bg="var(--paper)" mb="md" component="section" aria-label="Environment">
      <Group gap={6} wrap="nowrap" px={8} py={6}>
        <UnstyledButton className={classes.line} onClick={toggle} aria-expanded={opened} aria-controls={body} aria-label={`Settings of the environment ${name}`}>
          <IconChevronRight size={16} className={classes.chevron} data-open={opened || undefined} aria-hidden="true" />
          <Text span size="sm" fw={600} truncate>
            {name}
          </Text>
          <Text span size="xs" c="dimmed" truncate visibleFrom="sm">
            {count(variables, 'variable')}
            {draft && draft.headers.length > 0 && `, ${count(draft.headers.length, 'header')}`}
            {parent && `, inherits from ${parent.name}`}
          </Text>
          {draft?.script.trim() && (
            <Badge size="sm" variant="light" tt="none">
              Script ON
            </Badge>
          )}
          {wrong > 0 && (
            <Badge color="red" size="sm" tt="none">
              {wrong} wrong
            </Badge>
          )}
        </UnstyledButton>
        <NativeSelect
          aria-label="Environment to run in"
          size="xs"
          w={{ base: 130, sm: 190 }}
          value={selected}
          onChange={(event) => onSelect(event.currentTarget.value)}
          data={[
            { group: 'Of this test', items: test.environments.map((e) => ({ value: e.id, label: drafts[e.id]?.name ?? e.name })) },
            ...(shared.length > 0 ? [{ group: 'Shared', items: shared.map((e) => ({ value: e.id, label: e.name })) }] : []),
          ]}
        />
        {!readOnly && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label="More about environments">
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPlus size={15} />} onClick={() => onAdd(null)}>
                Add environment
              </Menu.Item>
              {own && (
                <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => onAdd(own)}>
                  Duplicate this one
                </Menu.Item>
              )}
              {own && test.environments.length > 1 && (
                <Menu.Item color="red" c="var(--fail)" leftSection={<IconTrash size={15} />} onClick={() => onDelete(own)}>
                  Delete this one
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      <Collapse expanded={opened} id={body}>
        <Box px="md" pb="md" pt={4}>
          {opened && draft && (
            <EnvironmentFields key={selected} draft={draft} set={set} path={path} parents={shared}>
              {!readOnly && (
                <>
                  <Text size="sm" c="dimmed" mb={6}>
                    A GET or POST to this address starts a run here; parameters become initial variables.
                  </Text>
                  <Copy value={`${absolute(test.trigger_url)}?runscope_environment=${selected}`} label="Copy the trigger URL" />
                </>
              )}
            </EnvironmentFields>
          )}
          {opened && !draft && (
            <Text size="sm">
              This one is shared by the tests of the bucket.{' '}
              <LinkAnchor to="/buckets/$bucket/environments" params={{ bucket }} size="sm">
                Change it under Shared Environments
              </LinkAnchor>
              .
            </Text>
          )}
        </Box>
      </Collapse>
    </Paper>
  );
}

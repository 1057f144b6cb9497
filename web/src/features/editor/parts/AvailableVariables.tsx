/** What can be inserted: a click puts it where the caret was. */
import { Paper, Text, Tooltip, UnstyledButton } from '@mantine/core';

import { useOwnerName, useSession } from '@/app/session';
import { LinkAnchor } from '@/components/links';
import { templateBuiltins } from '@/lib/builtins';
import type { Insertion } from '../context';
import type { AvailableVariable } from '../model/variables';
import classes from './AvailableVariables.module.css';

interface Props {
  variables: AvailableVariable[];
  secrets: string[];
  onInsert: (what: Insertion) => void;
}

export function AvailableVariables({ variables, secrets, onInsert }: Props) {
  const { role } = useSession();
  const owner = useOwnerName();
  return (
    <Paper withBorder bg="var(--paper)" component="aside" aria-label="Available variables" p="sm">
      <Text size="sm" fw={600} px={6}>
        Available Variables
      </Text>
      <Text size="xs" c="dimmed" px={6} mb="xs">
        Click to insert where you type
      </Text>
      <div className={classes.scroll}>
        {variables.length === 0 && (
          <Text size="xs" c="dimmed" px={6}>
            None yet: set some in the environment, or take them from a response.
          </Text>
        )}
        {variables.map((v) => (
          <Item key={v.name} text={v.name} help={v.origin} onClick={() => onInsert({ template: `{{${v.name}}}`, script: `variables.get(${JSON.stringify(v.name)})` })} />
        ))}
        <Heading>Secrets</Heading>
        {secrets.map((name) => (
          <Item
            key={name}
            text={name}
            help="Hides what the step sends and receives"
            onClick={() => onInsert({ template: `{{get_secret(${name})}}`, script: `get_secret("${name}")` })}
          />
        ))}
        <Text size="xs" c="dimmed" px={6} py={2}>
          {role === 'owner' ? (
            <LinkAnchor to="/secrets" size="xs">
              Manage secrets
            </LinkAnchor>
          ) : (
            `Secrets are managed by ${owner ? `${owner} (owner)` : 'the owner of the team'}; ask them to add one.`
          )}
        </Text>
        <Heading>Built-in</Heading>
        {templateBuiltins
          .filter((b) => b.name !== 'get_secret')
          .map((b) => (
            <Item
              key={b.name}
              text={b.args ? `${b.name}(${b.args})` : b.name}
              help={b.help}
              onClick={() => onInsert({ template: b.args ? `{{${b.name}(${b.args})}}` : `{{${b.name}}}`, script: b.name })}
            />
          ))}
      </div>
    </Paper>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Text size="xs" fw={600} c="dimmed" px={6} mt="sm" mb={2}>
      {children}
    </Text>
  );
}

function Item({ text, help, onClick }: { text: string; help: string; onClick: () => void }) {
  return (
    <Tooltip label={help} position="left">
      {/* Pressing must not take the focus away from the field that is inserted into. */}
      <UnstyledButton className={classes.item} aria-label={`Insert ${text}`} onMouseDown={(event) => event.preventDefault()} onClick={onClick}>
        {text}
      </UnstyledButton>
    </Tooltip>
  );
}

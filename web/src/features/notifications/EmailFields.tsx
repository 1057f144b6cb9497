/** Who gets mails, and how often: of an environment or a bucket. */
import { Alert, NativeSelect, NumberInput, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { people as peopleQuery } from '@/api/queries';
import { useSession } from '@/app/session';
import { addresses, recipients, type EmailsDraft } from './emails';
import { once, whens, type When } from './rule';

interface Props {
  draft: EmailsDraft;
  set: (draft: EmailsDraft) => void;
  readOnly?: boolean;
  /** Whether the server has a mail server; unknown while it is asked. */
  canSend: boolean | undefined;
}

export function EmailFields({ draft, set, readOnly = false, canSend }: Props) {
  const { team } = useSession();
  const { data: people = [] } = useQuery(peopleQuery(team.id));
  const when = draft.notify_on as When;
  return (
    <Stack gap="sm">
      {canSend === false && (
        <Alert color="slate" variant="light" icon={<IconMailOff />} title="This server sends no mails yet">
          Its operator names a mail server with <code>--smtp-url</code> and <code>--smtp-from</code>, or in <code>TACIT_SMTP_URL</code> and <code>TACIT_SMTP_FROM</code>. What is chosen here counts from then on.
          Until then, a channel of the kind E-mail under Notifications sends by a mail server of your own.
        </Alert>
      )}
      <Switch label="Everybody in the team" checked={draft.notify_all} disabled={readOnly} onChange={(event) => set({ ...draft, notify_all: event.currentTarget.checked })} />
      <TagsInput
        label="Recipients"
        description="People of the team, or addresses whose domain the operator allows"
        placeholder={draft.recipients.length === 0 ? 'Name or address' : undefined}
        data={people.map((person) => person.email)}
        value={addresses(draft.recipients, people)}
        onChange={(list) => set({ ...draft, recipients: recipients(list, draft.recipients, people) })}
        readOnly={readOnly}
        clearable={!readOnly}
      />
      <NativeSelect
        label="When to tell"
        data={whens}
        value={when}
        disabled={readOnly}
        onChange={(event) => set({ ...draft, notify_on: event.currentTarget.value, notify_threshold: once(event.currentTarget.value as When) ? (draft.notify_threshold ?? 1) : null })}
      />
      {once(when) && (
        <NumberInput
          label="Failed runs in a row before it counts"
          maw={360}
          min={1}
          max={10}
          allowDecimal={false}
          readOnly={readOnly}
          value={draft.notify_threshold ?? 1}
          onChange={(value) => set({ ...draft, notify_threshold: Math.min(10, Math.max(1, Number(value) || 1)) })}
        />
      )}
      {!draft.notify_all && draft.recipients.length === 0 && (
        <Text size="xs" c="dimmed">
          Nobody gets mails so far.
        </Text>
      )}
    </Stack>
  );
}

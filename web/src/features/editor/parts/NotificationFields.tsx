/** Who hears of the runs in an environment: channels of the team, mails, plain webhooks. */
import { Checkbox, Stack, TagsInput, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';

import { bucketEmails, integrations } from '@/api/queries';
import { useSession } from '@/app/session';
import { LinkAnchor } from '@/components/links';
import { EmailFields } from '@/features/notifications/EmailFields';
import { kindOf } from '@/features/notifications/kinds';
import { useTools } from '../context';
import type { EnvironmentDraft } from '../model/environment';

export function NotificationFields({ draft, set }: { draft: EnvironmentDraft; set: (part: Partial<EnvironmentDraft>) => void }) {
  const { readOnly } = useTools();
  const { team } = useSession();
  const { bucket } = useParams({ strict: false });
  const { data: channels = [] } = useQuery(integrations(team.id));
  const { data: mails } = useQuery({ ...bucketEmails(bucket ?? ''), enabled: Boolean(bucket) });
  return (
    <Stack gap="lg">
      <section>
        <Title order={3} size="h6" mb={4}>
          Channels
        </Title>
        {channels.length === 0 ? (
          <Text size="sm" c="dimmed">
            The team has no channel yet. <LinkAnchor to="/notifications" size="sm">Notifications</LinkAnchor> makes one for Slack, PagerDuty, a webhook and others.
          </Text>
        ) : (
          <Checkbox.Group aria-label="Channels" value={draft.integrations} onChange={(ids) => set({ integrations: ids })}>
            <Stack gap={6}>
              {channels.map((channel) => (
                <Checkbox key={channel.id} value={channel.id} disabled={readOnly} label={channel.description} description={kindOf(channel.type)?.label} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
      </section>
      <section>
        <Title order={3} size="h6" mb={4}>
          Mails
        </Title>
        <EmailFields draft={draft.emails} set={(emails) => set({ emails })} readOnly={readOnly} canSend={mails?.can_send} />
      </section>
      <section>
        <Title order={3} size="h6" mb={4}>
          Webhooks
        </Title>
        <TagsInput
          label="Addresses"
          description="Get a POST after every run. They stand in the definition, where everybody who sees the test reads them: for one with a key in it, make a channel instead"
          placeholder={draft.webhooks.length === 0 ? 'https://example.com/hooks/tacit' : undefined}
          value={draft.webhooks}
          onChange={(webhooks) => set({ webhooks })}
          readOnly={readOnly}
        />
      </section>
    </Stack>
  );
}

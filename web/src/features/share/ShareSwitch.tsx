/** Private or shareable: whether readers outside the team can see one result, by which link, and until when. */
import { Alert, Button, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink, IconLinkOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { extendShare, renewShare, revokeShare, share } from '@/api/actions';
import { shares } from '@/api/queries';
import type { ResultDetail, Share } from '@/api/types';
import { useSession } from '@/app/session';
import { Confirm } from '@/components/confirm';
import { Copy } from '@/components/Copy';
import { failed, told } from '@/components/notify';
import { absolute } from '@/lib/address';
import { moment } from '@/lib/format';
import { canShare } from '@/lib/vocabulary';
import { lifetimes } from './lifetimes';

export function ShareSwitch({ detail }: { detail: ResultDetail }) {
  const { role } = useSession();
  if (canShare(role)) return <Switch detail={detail} />;
  if (!detail.shared_until) return null;
  return (
    <Alert color="slate" variant="light" icon={<IconLink />} mb="md">
      People outside the team can see this result by a link until {moment(detail.shared_until)}.
    </Alert>
  );
}

function Switch({ detail }: { detail: ResultDetail }) {
  const { bucket_key: bucket, test_id, test_run_id } = detail;
  const client = useQueryClient();
  const query = useQuery({ ...shares(bucket), enabled: Boolean(detail.shared_until) });
  const [withdrawing, withdraw] = useDisclosure();
  const [busy, setBusy] = useState(false);
  const link = detail.shared_until ? query.data?.find((one) => one.test_run_id === test_run_id) : undefined;
  const again = () =>
    Promise.all([client.invalidateQueries({ queryKey: ['shares', bucket] }), client.invalidateQueries({ queryKey: ['result', bucket, test_id, test_run_id] })]);

  const open = async () => {
    setBusy(true);
    try {
      await share(bucket, { kind: 'result', test_id, test_run_id });
      await again();
    } catch (error) {
      failed('The result was not shared', error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Group gap="sm" mb="md">
        <SegmentedControl
          size="xs"
          aria-label="Who can see this result"
          disabled={busy}
          value={detail.shared_until ? 'shareable' : 'private'}
          onChange={(value) => (value === 'private' ? withdraw.open() : void open())}
          data={[
            { value: 'private', label: 'Private' },
            { value: 'shareable', label: 'Shareable' },
          ]}
        />
        {!detail.shared_until && (
          <Text size="xs" c="dimmed">
            Only people of the team see this result.
          </Text>
        )}
      </Group>
      {link && <Link link={link} bucket={bucket} again={again} />}
      <Confirm
        opened={withdrawing}
        onClose={withdraw.close}
        title="Make this result private?"
        action="Make private"
        onConfirm={async () => {
          if (link) await revokeShare(bucket, link.id);
          await again();
        }}
      >
        The link stops working at once, for everybody who has it.
      </Confirm>
    </>
  );
}

function Link({ link, bucket, again }: { link: Share; bucket: string; again: () => Promise<unknown> }) {
  const [renewing, renew] = useDisclosure();
  const extend = async (days: string | null) => {
    if (!days) return;
    try {
      await extendShare(bucket, link.id, Number(days));
      await again();
      told('The link counts for the time you chose, from now on.');
    } catch (error) {
      failed('The link was not changed', error);
    }
  };
  return (
    <Alert color="slate" variant="light" icon={<IconLink />} title="Whoever has this link can see the result" mb="md">
      <Copy value={absolute(link.url)} label="Copy the link" />
      <Text size="sm" mt={6}>
        Without an account, until {link.expires_at ? moment(link.expires_at) : 'you make it private'}. They see what you see, without names of secrets and people, and can change and run nothing.
      </Text>
      <Group gap="sm" mt="sm">
        <Select aria-label="Let the link count for" placeholder="Let it count for …" size="xs" w={190} data={lifetimes} value={null} onChange={(days) => void extend(days)} />
        <Button size="xs" variant="default" leftSection={<IconLinkOff size={14} />} onClick={renew.open}>
          Replace the link
        </Button>
      </Group>
      <Confirm
        opened={renewing}
        onClose={renew.close}
        title="Replace the link?"
        action="Replace"
        onConfirm={async () => {
          await renewShare(bucket, link.id);
          await again();
        }}
      >
        The present link stops working at once. You get another one to the same result.
      </Confirm>
    </Alert>
  );
}

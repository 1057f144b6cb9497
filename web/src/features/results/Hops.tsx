/** The exchanges of a step: one, or one for each redirect. */
import { Divider, Group, Stack, Table, Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';

import { hidden, shown, type ConnectionRecord, type HopRecord, type Shown } from '@/api/record';
import { Copy } from '@/components/Copy';
import { bytes, moment } from '@/lib/format';
import { BodyView } from './BodyView';
import { Headers } from './Headers';
import { HiddenPart } from './HiddenPart';
import { headerValue } from './view';
import { Waterfall } from './Waterfall';

interface Props {
  hops: HopRecord[];
  secrets: string[];
}

function EachHop({ hops, children }: { hops: HopRecord[]; children: (hop: HopRecord) => ReactNode }) {
  if (hops.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No request was sent.
      </Text>
    );
  return (
    <Stack gap="md">
      {hops.map((hop, index) => (
        // Hops have no identity but their order.
        <Fragment key={index}>
          {hops.length > 1 && <Divider labelPosition="left" label={index === 0 ? 'First request' : `Redirect ${index} of ${hops.length - 1}`} />}
          {children(hop)}
        </Fragment>
      ))}
    </Stack>
  );
}

function Part<V>({ value, name, secrets, children }: { value: Shown<V>; name: string; secrets: string[]; children: (value: V) => ReactNode }) {
  const why = hidden(value);
  if (why) return <HiddenPart why={why} part={name} secrets={secrets} />;
  const known = shown(value);
  if (known === undefined)
    return (
      <Text size="sm" c="dimmed">
        {name}: the step did not get that far.
      </Text>
    );
  return <>{children(known)}</>;
}

export function RequestTab({ hops, secrets }: Props) {
  return (
    <EachHop hops={hops}>
      {(hop) => (
        <Part value={hop.request} name="The request" secrets={secrets}>
          {(request) => (
            <Stack gap="sm">
              <Group gap="xs" wrap="nowrap" align="flex-start">
                <Text fw={600} size="sm" ff="monospace">
                  {request.method}
                </Text>
                <Copy value={request.url} label="Copy the URL" />
              </Group>
              <Headers headers={request.headers} label="Request headers" />
              <BodyView body={request.body} contentType={headerValue(request.headers, 'content-type')} label="request body" />
            </Stack>
          )}
        </Part>
      )}
    </EachHop>
  );
}

export function ResponseTab({ hops, secrets }: Props) {
  return (
    <EachHop hops={hops}>
      {(hop) => (
        <Stack gap="sm">
          <Status value={hop.status} reason={shown(hop.response)?.reason} />
          <Part value={hop.response} name="The response" secrets={secrets}>
            {(response) => (
              <>
                <Headers headers={response.headers} label="Response headers" />
                <BodyView body={response.body} contentType={headerValue(response.headers, 'content-type')} label="response body" />
              </>
            )}
          </Part>
        </Stack>
      )}
    </EachHop>
  );
}

function Status({ value, reason }: { value: Shown<number>; reason: string | undefined }) {
  const status = shown(value);
  return status === undefined ? null : (
    <Text size="sm">
      Status code <b>{status}</b> {reason}
    </Text>
  );
}

export function ConnectionTab({ hops, secrets }: Props) {
  return (
    <EachHop hops={hops}>
      {(hop) => (
        <Stack gap="md">
          <Part value={hop.timings} name="The timing" secrets={secrets}>
            {(timings) => <Waterfall timings={timings} />}
          </Part>
          <Part value={hop.connection} name="The connection" secrets={secrets}>
            {(connection) => <Connection connection={connection} />}
          </Part>
          {shown(hop.sizes) && (
            <Facts
              label="Sizes"
              rows={[
                ['Request body', bytes(shown(hop.sizes)?.request_body ?? 0)],
                ['Response body', bytes(shown(hop.sizes)?.response_body ?? 0)],
                ['On the wire', bytes(shown(hop.sizes)?.response_wire ?? 0)],
              ]}
            />
          )}
          {hidden(hop.sizes) && (
            <Text size="sm" c="dimmed">
              Sizes are hidden: they could tell the length of a secret.
            </Text>
          )}
        </Stack>
      )}
    </EachHop>
  );
}

function Connection({ connection }: { connection: ConnectionRecord }) {
  const leaf = connection.tls?.certificates[0];
  const rows: [string, string][] = [['Address', connection.remote]];
  if (connection.protocol) rows.push(['Protocol', connection.protocol]);
  if (connection.tls) rows.push(['TLS', `${connection.tls.version}, ${connection.tls.cipher}`]);
  else rows.push(['TLS', 'none: the connection was not encrypted']);
  if (leaf)
    rows.push(
      ['Certificate', leaf.subject],
      ['Issued by', leaf.issuer],
      ['Valid for', leaf.names.join(', ')],
      ['Valid until', `${moment(leaf.not_after)} (from ${moment(leaf.not_before)})`],
    );
  return <Facts label="Connection" rows={rows} />;
}

function Facts({ label, rows }: { label: string; rows: [string, string][] }) {
  return (
    <Table withRowBorders={false} verticalSpacing={2} aria-label={label}>
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={140} fw={500} c="dimmed" style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td className="wrap">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

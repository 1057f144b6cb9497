/** Who may receive a secret, in plain words: listed hosts, or whoever an author of tests chooses. */
import { Radio, Stack, TagsInput } from '@mantine/core';

import type { Row } from './save';

interface Props {
  row: Row;
  change: (part: Partial<Row>) => void;
}

export function HostFields({ row, change }: Props) {
  const forget = { ...row.problems, hosts: undefined, other: undefined };
  return (
    <Stack gap="xs" mt="sm">
      <Radio.Group
        label="Where it may be sent"
        value={row.sealed ? 'sealed' : 'plain'}
        onChange={(value) => {
          change({ sealed: value === 'sealed', problems: forget });
        }}
      >
        <Stack gap="xs" mt={6}>
          <Radio
            value="sealed"
            label="Only to hosts I list (sealed, recommended)"
            description="Whoever edits tests can use it there and cannot send it elsewhere. Scripts get a token in its place and never read it."
          />
          <Radio value="plain" label="Anywhere (plain)" description="Whoever edits tests can send it to a host of their own. Scripts read it as text." />
        </Stack>
      </Radio.Group>
      {row.sealed && (
        <TagsInput
          label="Allowed hosts"
          description="As in api.example.com, *.example.com or https://api.example.com:8443; Enter after each. Always https, unless you write http:// in front."
          placeholder={row.hosts.length === 0 ? 'api.example.com' : ''}
          value={row.hosts}
          error={row.problems.hosts}
          onChange={(hosts) => {
            change({ hosts, problems: forget });
          }}
          splitChars={[',', ' ', ';']}
          maxTags={50}
          clearable
          clearButtonProps={{ 'aria-label': 'Remove all hosts' }}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Stack>
  );
}

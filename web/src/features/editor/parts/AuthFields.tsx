/** Credentials of a step or an environment. */
import { Group, NativeSelect, Text } from '@mantine/core';

import type { Auth } from '@/api/definition';
import { useTools } from '../context';
import { TemplateInput } from './TemplateInput';

export function AuthFields({ auth, onChange, path }: { auth: Auth; onChange: (auth: Auth) => void; path: string }) {
  const { readOnly } = useTools();
  const kind = auth.auth_type ?? 'none';
  const known = kind === 'none' || kind === 'basic';
  return (
    <div>
      <NativeSelect
        label="Authentication"
        maw={240}
        mb="sm"
        disabled={readOnly}
        value={kind}
        onChange={(event) => onChange(event.currentTarget.value === 'basic' ? { auth_type: 'basic', username: '', password: '' } : {})}
        data={[{ value: 'none', label: 'None' }, { value: 'basic', label: 'Basic' }, ...(known ? [] : [{ value: kind, label: `${kind} (kept, cannot run yet)` }])]}
      />
      {kind === 'basic' && (
        <>
          <Group grow align="flex-start">
            <TemplateInput label="Username" value={auth.username ?? ''} onChange={(username) => onChange({ ...auth, username })} path={`${path}.username`} />
            <TemplateInput
              label="Password"
              value={auth.password ?? ''}
              onChange={(password) => onChange({ ...auth, password })}
              path={`${path}.password`}
              placeholder="{{get_secret(name)}}"
            />
          </Group>
          <Text size="xs" c="dimmed" mt={4}>
            What is typed here is part of the test, and readable by everyone who sees it. Put passwords into a secret.
          </Text>
        </>
      )}
    </div>
  );
}

/** What belongs to the person: behind the picture at the top right. */
import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconKey, IconLogout, IconMoon, IconServer2, IconShieldCheck, IconSun, IconUser, IconUsers } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { signOut as endSession } from '@/api/actions';
import { session } from '@/api/queries';
import { LinkItem } from '@/components/links';
import { failed } from '@/components/notify';
import { roleLabel } from '@/lib/vocabulary';
import { useSession } from './session';

const schemes: { value: MantineColorScheme; label: string; Icon: typeof IconSun }[] = [
  { value: 'auto', label: 'Colours of the system', Icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', Icon: IconSun },
  { value: 'dark', label: 'Dark', Icon: IconMoon },
];

export function ProfileMenu() {
  const { person, team, role } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const client = useQueryClient();

  const signOut = async () => {
    try {
      await endSession();
    } catch (error) {
      failed('You are still signed in', error);
      return;
    }
    client.setQueryData(session.queryKey, null);
    await navigate({ to: '/sign-in' });
    client.clear();
  };

  return (
    <Menu position="bottom-end" width={240} withArrow withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton aria-label={`Profile of ${person.name}`} style={{ borderRadius: '50%' }}>
          <Avatar name={person.name} color="initials" radius="xl" size={34} alt="" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {person.name}
          </Text>
          <Text size="xs" truncate>
            {roleLabel(role)} of {team.name}
          </Text>
        </Menu.Label>
        <LinkItem to="/account" leftSection={<IconUser size={16} />}>
          Personal Information
        </LinkItem>
        <LinkItem to="/team" leftSection={<IconUsers size={16} />}>
          Team Members
        </LinkItem>
        <LinkItem to="/agents" leftSection={<IconServer2 size={16} />}>
          Agents
        </LinkItem>
        {role === 'owner' && (
          <>
            <LinkItem to="/secrets" leftSection={<IconKey size={16} />}>
              Secrets
            </LinkItem>
            <LinkItem to="/audit" leftSection={<IconShieldCheck size={16} />}>
              Audit
            </LinkItem>
          </>
        )}
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {schemes.map(({ value, label, Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} />} closeMenuOnClick={false}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          Sign Out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

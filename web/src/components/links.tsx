/** Mantine's elements as links of the router. */
import { ActionIcon, Anchor, Button, Menu, NavLink, type ActionIconProps, type AnchorProps, type ButtonProps, type MenuItemProps, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type A = Omit<ComponentPropsWithRef<'a'>, 'color' | 'style'>;

export const LinkButton = createLink((props: ButtonProps & A) => <Button component="a" {...props} />);
export const LinkAnchor = createLink((props: AnchorProps & A) => <Anchor component="a" {...props} />);
export const LinkIcon = createLink((props: ActionIconProps & A) => <ActionIcon component="a" {...props} />);
export const LinkItem = createLink((props: MenuItemProps & A) => <Menu.Item component="a" {...props} />);
export const LinkNav = createLink((props: NavLinkProps & A) => <NavLink component="a" {...props} />);

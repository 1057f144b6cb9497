/** Short messages at the edge of the page. */
import { notifications } from '@mantine/notifications';

import { explain } from '@/api/client';

const looks = { withBorder: true, closeButtonProps: { 'aria-label': 'Close' } };

export const told = (message: string) => notifications.show({ message, color: 'teal', autoClose: 4000, ...looks });
export const failed = (title: string, error: unknown) =>
  notifications.show({ title, message: explain(error), color: 'red', autoClose: 12_000, role: 'alert', ...looks });

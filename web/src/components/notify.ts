/** Short messages at the edge of the page. */
import { notifications } from '@mantine/notifications';

import { explain } from '@/api/client';

const looks = { withBorder: true, closeButtonProps: { 'aria-label': 'Close' } };

export const told = (message: string) => notifications.show({ message, color: 'teal', autoClose: 4000, ...looks });
/** Something went wrong, and why. */
export const wrong = (title: string, message: string) => notifications.show({ title, message, color: 'red', autoClose: 12_000, role: 'alert', ...looks });
export const failed = (title: string, error: unknown) => wrong(title, explain(error));

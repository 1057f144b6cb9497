/** A mark on a secret whose value stops working soon. */
import { Badge } from '@mantine/core';

import { expiryMark } from './expiry';

export function ExpiryMark({ at, now }: { at: number | null; now: number }) {
  const mark = expiryMark(at, now);
  if (!mark) return null;
  return (
    <Badge size="sm" c={`var(--${mark.tone})`} bg={`var(--${mark.tone}-soft)`} tt="none" mr={4}>
      {mark.text}
    </Badge>
  );
}

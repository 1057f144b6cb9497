/** A field for a new password with a hint about its strength. */
import { PasswordInput, Progress, Text } from '@mantine/core';
import { useId, useState } from 'react';

import { strength } from '@/lib/password';

const colors = ['gray', 'orange.8', 'teal.8', 'teal.8'];

export function NewPassword({ name = 'password', label = 'Password' }: { name?: string; label?: string }) {
  // Only how long and how varied it is, never the text.
  const [rating, setRating] = useState(() => strength(''));
  const hint = useId();
  return (
    <div>
      <PasswordInput
        name={name}
        label={label}
        autoComplete="new-password"
        required
        withAsterisk={false}
        aria-describedby={hint}
        onChange={(event) => setRating(strength(event.currentTarget.value))}
      />
      <Progress value={(rating.score / 3) * 100} color={colors[rating.score]} size={4} mt={6} aria-hidden />
      <Text id={hint} size="xs" c="dimmed" mt={4} aria-live="polite">
        {rating.hint}
      </Text>
    </div>
  );
}

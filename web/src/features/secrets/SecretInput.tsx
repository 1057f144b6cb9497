/**
 * The field for a secret's value. Its text lives in the element alone: not in React's state (which would mirror it into
 * an attribute), not in a form library, not in the query cache. Whoever saves reads it once and empties the field.
 */
import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState, type Ref } from 'react';

import classes from './SecretInput.module.css';

interface Props {
  label: string;
  description?: string;
  error?: string | undefined;
  inputRef?: Ref<HTMLTextAreaElement>;
  /** For a form that reads its fields when it is sent. */
  name?: string;
  required?: boolean;
  onTouched?: () => void;
  placeholder?: string;
  autoFocus?: boolean;
  /** One line, cut of the space around it where it is used: Enter sends the form. */
  singleLine?: boolean;
}

export function SecretInput({ label, description, error, inputRef, name, required, onTouched, placeholder, autoFocus, singleLine = false }: Props) {
  const [visible, setVisible] = useState(false);
  // About the text, never the text.
  const [shape, setShape] = useState({ lines: false, edges: false });
  return (
    <Textarea
      ref={inputRef}
      name={name}
      required={required}
      withAsterisk={false}
      label={label}
      description={shape.edges && !singleLine ? 'Begins or ends with a space or line break. It is kept as it is.' : description}
      error={error}
      rows={shape.lines && !singleLine ? 5 : 1}
      classNames={{ input: visible ? classes.open : classes.masked }}
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      data-form-type="other"
      placeholder={placeholder}
      data-autofocus={autoFocus}
      autoFocus={autoFocus}
      onKeyDown={(event) => {
        if (!singleLine || event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }}
      onInput={(event) => {
        const text = event.currentTarget.value;
        setShape({ lines: text.includes('\n'), edges: text !== text.trim() });
        onTouched?.();
      }}
      rightSection={
        <Tooltip label={visible ? 'Hide while typing' : 'Show while typing'}>
          <ActionIcon variant="subtle" color="gray" aria-label={visible ? 'Hide while typing' : 'Show while typing'} onClick={() => setVisible(!visible)}>
            {visible ? <IconEyeOff size={16} /> : <IconEye size={16} />}
          </ActionIcon>
        </Tooltip>
      }
      rightSectionProps={{ style: { alignItems: 'flex-start', paddingTop: 4 } }}
    />
  );
}

/** A text field whose `{{` completes variables, built-ins and names of secrets. */
import { Combobox, Group, Text, Textarea, TextInput, useCombobox } from '@mantine/core';
import { useContext, useRef, useState } from 'react';

import { StepContext, useFieldError, useTools } from '../context';
import { accept, openTemplate, suggest, type Suggestion } from '../model/complete';

interface Props {
  value: string;
  onChange: (value: string) => void;
  /** Visible; give `name` instead where a table's head says it. */
  label?: string;
  /** For screen readers. */
  name?: string;
  description?: string;
  placeholder?: string;
  /** Of the field in the definition, for its errors. */
  path?: string;
  error?: string | undefined;
  rows?: number;
  mono?: boolean;
  flex?: number | string;
  autoFocus?: boolean;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

export function TemplateInput({ value, onChange, label, name, description, placeholder, path, error, rows, mono = true, flex, autoFocus }: Props) {
  const tools = useTools();
  const step = useContext(StepContext);
  const field = useRef<Field>(null);
  const combobox = useCombobox();
  const [found, setFound] = useState<{ from: number; list: Suggestion[] } | null>(null);
  const problem = useFieldError(path) ?? error;
  const opened = found !== null && combobox.dropdownOpened;

  const look = (element: Field) => {
    const open = openTemplate(element.value, element.selectionStart ?? 0);
    const list = open ? suggest(open.typed, tools.variables(step), tools.secrets()) : [];
    if (open && list.length > 0) {
      setFound({ from: open.from, list });
      combobox.openDropdown();
      combobox.selectFirstOption();
    } else {
      setFound(null);
      combobox.closeDropdown();
    }
  };

  const putBack = (caret: number) =>
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caret, caret);
    });

  const choose = (index: number) => {
    const element = field.current;
    const suggestion = found?.list[index];
    if (!element || !found || !suggestion) return;
    const done = accept(element.value, element.selectionStart ?? 0, found.from, suggestion);
    onChange(done.text);
    setFound(null);
    combobox.closeDropdown();
    putBack(done.caret);
  };

  const focus = () =>
    tools.setTarget(({ template }) => {
      const element = field.current;
      if (!element) return;
      const start = element.selectionStart ?? element.value.length;
      onChange(element.value.slice(0, start) + template + element.value.slice(element.selectionEnd ?? start));
      putBack(start + template.length);
    });

  const shared = {
    label,
    description,
    placeholder,
    value,
    error: problem,
    readOnly: tools.readOnly,
    autoFocus,
    'aria-label': label === undefined ? name : undefined,
    spellCheck: false,
    autoComplete: 'off',
    autoCapitalize: 'off',
    onFocus: focus,
    onBlur: () => combobox.closeDropdown(),
    styles: mono ? { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } } : undefined,
    flex,
  };

  return (
    <Combobox store={combobox} onOptionSubmit={(index) => choose(Number(index))} width={360} position="bottom-start">
      <Combobox.Target withKeyboardNavigation={opened} autoComplete="off">
        {rows === undefined ? (
          <TextInput
            {...shared}
            ref={(element) => {
              field.current = element;
            }}
            onChange={(event) => {
              onChange(event.currentTarget.value);
              look(event.currentTarget);
            }}
          />
        ) : (
          <Textarea
            {...shared}
            ref={(element) => {
              field.current = element;
            }}
            rows={rows}
            resize="vertical"
            onChange={(event) => {
              onChange(event.currentTarget.value);
              look(event.currentTarget);
            }}
          />
        )}
      </Combobox.Target>
      <Combobox.Dropdown hidden={!opened}>
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }}>
          {found?.list.map((suggestion, index) => (
            <Combobox.Option value={String(index)} key={suggestion.label}>
              <Group gap="xs" wrap="nowrap" justify="space-between">
                <Text size="sm" ff="monospace" truncate>
                  {suggestion.label}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {suggestion.help}
                </Text>
              </Group>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

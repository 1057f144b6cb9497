/** Colours of code, for light and dark. */
import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const look = EditorView.theme({
  '&': {
    backgroundColor: 'var(--paper)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: '8px',
    fontSize: '13px',
    overflow: 'hidden',
  },
  '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', minHeight: '140px', maxHeight: '440px', overflow: 'auto' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#cfe3f0, #29475c)',
  },
  '.cm-matchingBracket': { backgroundColor: 'light-dark(#d9ead3, #2f4a34)' },
  '.cm-tooltip': { backgroundColor: 'var(--paper)', border: '1px solid var(--line)', borderRadius: '8px', overflow: 'hidden' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--mantine-primary-color-filled)', color: '#fff' },
  '.cm-completionDetail': { fontStyle: 'normal', opacity: '0.8', marginLeft: '12px' },
});

export const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'light-dark(#8a2f7a, #d99fd0)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'light-dark(#2b6e3a, #8fcf9c)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'light-dark(#8a5200, #e3b26b)' },
  { tag: tags.comment, color: 'light-dark(#5f6b75, #98a2ab)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'light-dark(#1d5f8a, #8ac0df)' },
  { tag: tags.propertyName, color: 'light-dark(#37526b, #b5cbdc)' },
  { tag: tags.invalid, color: 'var(--fail)' },
]);

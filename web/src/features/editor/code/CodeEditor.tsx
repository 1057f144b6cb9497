/** CodeMirror for scripts. Tab leaves the editor, as everywhere on the page. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';

import { completions } from './completions';
import { colors, look } from './look';

interface Props {
  value: string;
  label: string;
  readOnly: boolean;
  variables: () => string[];
  secrets: () => string[];
  onChange: (value: string) => void;
  /** Gives a way to insert text at the caret. */
  onFocus: (insert: (text: string) => void) => void;
}

export default function CodeEditor({ value, label, readOnly, variables, secrets, onChange, onFocus }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useEffectEvent(onChange);
  const focused = useEffectEvent(onFocus);
  const start = useEffectEvent(() => value);
  const known = useEffectEvent(variables);
  const names = useEffectEvent(secrets);

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: start(),
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          javascript(),
          syntaxHighlighting(colors),
          autocompletion({ override: [completions(() => known(), () => names())] }),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
          EditorState.readOnly.of(readOnly),
          EditorView.editable.of(!readOnly),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
            if (update.focusChanged && update.view.hasFocus)
              focused((text) => {
                update.view.dispatch(update.view.state.replaceSelection(text));
                update.view.focus();
              });
          }),
          look,
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [label, readOnly]);

  // A text that changed elsewhere (another version was loaded) replaces what stands here.
  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} />;
}

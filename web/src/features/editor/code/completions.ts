/** What completes in a script: objects and helpers, variables by name, secrets by name. */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';

import { scriptBuiltins, scriptObjects, type Builtin } from '@/lib/builtins';

const asCompletion = (b: Builtin): Completion => ({
  label: b.name,
  detail: b.help,
  type: b.args === undefined ? 'property' : 'function',
  ...(b.args === undefined || b.args === '' ? {} : { apply: b.args.startsWith('"name"') ? `${b.name}("` : `${b.name}(` }),
});

const globals: Completion[] = [
  ...scriptBuiltins.map(asCompletion),
  { label: 'request', type: 'variable', detail: 'The request of this step' },
  { label: 'response', type: 'variable', detail: 'Its response; after it only' },
  { label: 'variables', type: 'variable', detail: 'Variables of the run' },
];

export function completions(variables: () => string[], secrets: () => string[]): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const secret = context.matchBefore(/get_secret\(\s*["'][\w]*/);
    if (secret) {
      const from = secret.from + secret.text.search(/["']/) + 1;
      return { from, options: secrets().map((name) => ({ label: name, type: 'constant', detail: 'secret' })), validFor: /^\w*$/ };
    }
    const variable = context.matchBefore(/variables\s*\.\s*[gs]et\(\s*["'][^"']*/);
    if (variable) {
      const from = variable.from + variable.text.search(/["']/) + 1;
      return { from, options: variables().map((name) => ({ label: name, type: 'variable' })), validFor: /^[^"']*$/ };
    }
    const member = context.matchBefore(/\b(request|response)\.\w*/);
    if (member) {
      const object = member.text.startsWith('request') ? 'request' : 'response';
      return { from: member.from + object.length + 1, options: scriptObjects[object].map(asCompletion), validFor: /^\w*$/ };
    }
    const word = context.matchBefore(/[\w.]+/);
    if (!word && !context.explicit) return null;
    const options = [...globals, ...secrets().map((name) => ({ label: `get_secret("${name}")`, type: 'constant', detail: 'secret' }))];
    return { from: word?.from ?? context.pos, options, validFor: /^[\w.]*$/ };
  };
}

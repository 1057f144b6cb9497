/** Why a part of a result is hidden, and what the reader can do instead. */
import type { Hidden } from '@/api/record';

export interface Explanation {
  title: string;
  because: string;
  next: string[];
}

function names(secrets: string[]): string {
  if (secrets.length === 0) return 'a secret';
  if (secrets.length === 1) return `the secret ${secrets[0]}`;
  return `the secrets ${secrets.slice(0, -1).join(', ')} and ${secrets[secrets.length - 1]}`;
}

/** `part` is what is missing: `The request`, `The response body`, ... */
export function explainHidden(why: Hidden, part: string, secrets: string[], owner: string | undefined): Explanation {
  const which = names(secrets);
  const ask = `Ask ${owner ? `${owner}, the owner,` : 'the team’s owner'} for a secret of a test account, if you need to see more.`;
  switch (why) {
    case 'secret_sent':
      return {
        title: `${part} is hidden`,
        because: `This step used ${which}, so this part could hold its value. It was not stored.`,
        next: [
          'Check the status code, the timings and the verdicts of the assertions: those are shown.',
          'Run the step against a test endpoint without the secret to see the whole exchange.',
          ask,
        ],
      };
    case 'script_saw_secret':
      return {
        title: `${part} is hidden`,
        because: `A script read ${which} and could have put its value anywhere in this step, changed or in pieces. Nothing of it was stored.`,
        next: [
          'Look at the result of the run: it says whether all steps passed.',
          'Use {{get_secret(name)}} in a header or parameter instead of a script: then status, timings and verdicts are shown.',
          ask,
        ],
      };
    case 'conditional':
      return {
        title: 'Conditional, not shown',
        because: `Whether this step ran depends on ${which}, so even its outcome would tell something about the value.`,
        next: ['Base the condition on a value that does not come from a secret.', ask],
      };
  }
}

/** The short form for a cell of a table. */
export const maskedValue = '•••';

/** The server's messages are phrases; pages show sentences. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  // A name or a piece of code at the beginning stays as it is.
  const first = /^[a-z]+[ ,;:]/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…)]$/.test(first) ? first : `${first}.`;
}

/** What is wrong and what to do about it. */
export const withHint = (message: string, hint?: string | null): string => (hint ? `${sentence(message)} ${sentence(hint)}` : sentence(message));

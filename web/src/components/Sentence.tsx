/** A sentence of the server's, with what stands between backticks as code. */
import { Code } from '@mantine/core';
import { Fragment } from 'react';

export function Sentence({ text }: { text: string }) {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <Code key={at}>{part}</Code> : <Fragment key={at}>{part}</Fragment>));
}

/** Recipients of mails between how they are kept and how they are typed. */
import type { Emails, Person } from '@/api/types';

export type EmailsDraft = Omit<Emails, 'can_send'>;
type Recipient = EmailsDraft['recipients'][number];

/** What an environment has that tells nobody; `switch` is what most people want when they begin. */
export const noEmails: EmailsDraft = { notify_all: false, notify_on: 'switch', notify_threshold: 1, recipients: [] };

const addressOf = (recipient: Recipient, people: Person[]): string => recipient.email ?? people.find((person) => person.id === recipient.id)?.email ?? recipient.name ?? recipient.id ?? '';

export const addresses = (list: Recipient[], people: Person[]): string[] => list.map((recipient) => addressOf(recipient, people)).filter((address) => address !== '');

/** Those that were there stay as they were written; people of the team are named by id, so that a new address reaches them. */
export function recipients(typed: string[], before: Recipient[], people: Person[]): Recipient[] {
  return typed.map((address) => {
    const kept = before.find((recipient) => addressOf(recipient, people) === address);
    if (kept) return kept;
    const person = people.find((one) => one.email.toLowerCase() === address.toLowerCase());
    return person ? { id: person.id, name: person.name, email: person.email } : { email: address };
  });
}

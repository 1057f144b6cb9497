/** An environment as the editor holds it. */
import type { Auth, Environment, NamedAgent } from '@/api/definition';
import { noEmails, type EmailsDraft } from '@/features/notifications/emails';
import { fromRows, fromVariableRows, toRows, variableRows, type Row } from './rows';

export interface EnvironmentDraft {
  name: string;
  parent: string | null;
  variables: Row[];
  script: string;
  preScript: string[];
  postScript: string[];
  headers: Row[];
  auth: Auth;
  preserveCookies: boolean;
  verifySsl: boolean;
  stopOnFailure: boolean;
  retryOnFailure: boolean;
  regions: string[];
  agents: NamedAgent[];
  emails: EmailsDraft;
  webhooks: string[];
  /** Ids of channels. */
  integrations: string[];
}

export const toEnvironmentDraft = (e: Environment): EnvironmentDraft => ({
  name: e.name,
  parent: e.parent_environment_id,
  variables: variableRows(e.initial_variables),
  script: e.script ?? '',
  preScript: e.pre_request_scripts ?? [],
  postScript: e.post_response_scripts ?? [],
  headers: toRows(e.headers),
  auth: e.auth ?? {},
  preserveCookies: e.preserve_cookies,
  verifySsl: e.verify_ssl,
  stopOnFailure: e.stop_on_failure,
  retryOnFailure: e.retry_on_failure ?? false,
  regions: e.regions ?? [],
  agents: e.remote_agents ?? [],
  emails: tells(e.emails) ? e.emails : noEmails,
  webhooks: e.webhooks ?? [],
  integrations: (e.integrations ?? []).map((one) => one.id),
});

/** Where nobody is told, it does not matter when: the form begins with what most people want. */
const tells = (emails: EmailsDraft | null | undefined): emails is EmailsDraft => Boolean(emails && (emails.notify_all || emails.recipients.length > 0));

/** With the fields of the original that the editor does not know. */
export const fromEnvironmentDraft = (draft: EnvironmentDraft, original: Partial<Environment>): Partial<Environment> => ({
  ...original,
  name: draft.name,
  parent_environment_id: draft.parent,
  initial_variables: fromVariableRows(draft.variables),
  script: draft.script,
  pre_request_scripts: draft.preScript.filter((s) => s.trim() !== ''),
  post_response_scripts: draft.postScript.filter((s) => s.trim() !== ''),
  headers: fromRows(draft.headers),
  auth: draft.auth,
  preserve_cookies: draft.preserveCookies,
  verify_ssl: draft.verifySsl,
  stop_on_failure: draft.stopOnFailure,
  retry_on_failure: draft.retryOnFailure,
  regions: draft.regions,
  remote_agents: draft.agents,
  ...(tells(draft.emails) || tells(original.emails) ? { emails: draft.emails } : {}),
  ...(draft.webhooks.length > 0 || original.webhooks?.length ? { webhooks: draft.webhooks } : {}),
  ...(draft.integrations.length > 0 || original.integrations?.length ? { integrations: draft.integrations.map((id) => original.integrations?.find((one) => one.id === id) ?? { id }) } : {}),
});

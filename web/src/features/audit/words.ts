/** Entries of the audit log as sentences. What this page does not know yet is shown as the log writes it. */
import type { AuditEntry } from '@/api/types';

type Names = Record<string, string>;

const did: Record<string, string> = {
  installation_created: 'made the installation',
  team_created: 'made the team',
  secret_created: 'added the secret',
  secret_updated: 'changed the secret',
  secret_deleted: 'deleted the secret',
  secret_staged: 'staged a next value of the secret',
  secret_discarded: 'discarded the next value of the secret',
  secret_tried: 'tried the next value of the secret',
  secret_promoted: 'took over the next value of the secret',
  secret_restored: 'took back an earlier value of the secret',
  secret_echoed: 'saw an API send back the value of the secret',
  secret_found: 'found in what is stored the value of the secret',
  secret_taken_out: 'took out of what is stored the value of the secret',
  secrets_opened: 'opened secrets for runs',
  secret_used: 'used secrets in a run',
  secret_refused: 'was refused access to secrets',
  secret_tampered: 'found secrets changed outside tacit',
  leak_stopped: 'dropped a result in which a secret was found',
  role_changed: 'changed the role of',
  person_added: 'added',
  person_removed: 'removed',
  password_changed: 'changed the password of',
  sign_in: 'signed in',
  sign_in_failed: 'failed to sign in',
  sign_out: 'signed out',
  access_denied: 'was denied access',
  token_created: 'made a token',
  token_revoked: 'revoked a token',
  agent_added: 'added the agent',
  agent_removed: 'removed the agent',
  key_slot_created: 'added a way to unlock the installation',
  key_slot_removed: 'removed a way to unlock the installation',
  recovery_code_verified: 'checked a way to unlock the installation',
  team_key_rotated: 'gave the team a new key',
  backup_made: 'made a backup',
  backup_restored: 'restored the installation from a backup',
  export_made: 'made an export',
  import_made: 'imported tests',
  settings_changed: 'changed settings',
  manifest_sealed: 'sealed the list of secrets anew',
  share_created: 'shared',
  share_changed: 'changed a link',
  share_revoked: 'withdrew a link',
  channel_created: 'added the channel',
  channel_updated: 'changed the channel',
  channel_deleted: 'deleted the channel',
  incident_acknowledged: 'took care of an incident',
  incident_closed: 'closed an incident',
  bucket_deleted: 'deleted a bucket',
  test_deleted: 'deleted a test of',
  monitoring_paused: 'paused schedules of',
  monitoring_resumed: 'resumed schedules of',
  schedule_deleted: 'deleted a schedule of',
  maintenance_created: 'added a maintenance window to',
  maintenance_updated: 'changed a maintenance window of',
  maintenance_deleted: 'deleted a maintenance window of',
};

/** What can be looked for at once. */
export const groups = [
  { value: '', label: 'Everything' },
  { value: 'secrets', label: 'Secrets', actions: Object.keys(did).filter((action) => /^(secret|leak)/.test(action)) },
  { value: 'people', label: 'People and sign-ins', actions: ['role_changed', 'person_added', 'person_removed', 'password_changed', 'sign_in', 'sign_in_failed', 'sign_out', 'access_denied', 'token_created', 'token_revoked'] },
  { value: 'keys', label: 'Keys and backups', actions: ['key_slot_created', 'key_slot_removed', 'recovery_code_verified', 'team_key_rotated', 'manifest_sealed', 'backup_made', 'backup_restored'] },
  { value: 'out', label: 'Exports and links', actions: ['export_made', 'import_made', 'share_created', 'share_changed', 'share_revoked'] },
  { value: 'watching', label: 'Pauses, maintenance, deletions', actions: ['bucket_deleted', 'test_deleted', 'monitoring_paused', 'monitoring_resumed', 'schedule_deleted', 'maintenance_created', 'maintenance_updated', 'maintenance_deleted'] },
  { value: 'others', label: 'Agents, channels, incidents', actions: ['agent_added', 'agent_removed', 'channel_created', 'channel_updated', 'channel_deleted', 'incident_acknowledged', 'incident_closed'] },
] as const satisfies readonly { value: string; label: string; actions?: readonly string[] }[];

export const actionsOf = (group: string): string => groups.filter((one) => one.value === group).flatMap((one) => ('actions' in one ? one.actions : [])).join(',');

/** Who did it. */
export function who(actor: unknown, names: Names): string {
  if (actor === 'operator') return 'The operator';
  if (actor === 'system') return 'tacit';
  if (actor === 'anonymous') return 'Somebody';
  if (typeof actor === 'object' && actor !== null) {
    const [kind, id] = Object.entries(actor)[0] ?? [];
    const name = names[String(id)];
    if (kind === 'token') return name ? `The token ${name}` : 'A revoked token';
    if (name) return kind === 'agent' ? `The agent ${name}` : name;
    return kind === 'agent' ? 'A removed agent' : 'A removed person';
  }
  return 'Somebody';
}

/** What was done. */
export const what = (action: unknown): string => did[String(action)] ?? String(action).replaceAll('_', ' ');

/** What to: names of secrets, then of the rest that has one. */
export function whom(entry: Pick<AuditEntry, 'objects' | 'secret_names'>, names: Names): string[] {
  const secrets = Array.isArray(entry.secret_names) ? entry.secret_names.map(String) : [];
  const objects = (Array.isArray(entry.objects) ? entry.objects : []) as Record<string, unknown>[];
  const named = objects.flatMap((object) => Object.values(object).flatMap((id) => names[String(id)] ?? []));
  return [...new Set([...secrets, ...named])];
}

/** More about it, in a few words. */
export function details(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((detail): string[] => {
    if (detail === 'value_changed') return ['new value'];
    if (detail === 'metadata_changed') return ['other rules'];
    if (detail === 'hosts_widened') return ['may go to more hosts'];
    if (detail === 'denied') return ['denied'];
    if (typeof detail !== 'object' || detail === null) return [String(detail).replaceAll('_', ' ')];
    const [kind, value] = Object.entries(detail)[0] ?? ['', ''];
    const said = String(value).replaceAll('_', ' ');
    switch (kind) {
      case 'version':
        return [`version ${said}`];
      case 'restored_from':
        return [`from version ${said}`];
      case 'role_before':
        return [`was ${said}`];
      case 'role_after':
        return [`is ${said}`];
      case 'allowed_hosts':
        return value === 0 ? ['plain'] : [`sealed for ${said} host${value === 1 ? '' : 's'}`];
      case 'count':
        return [`${said} in all`];
      case 'key_version':
        return [`key ${said}`];
      case 'scope':
      case 'manifest_counter':
        return [];
      default:
        return [`${kind.replaceAll('_', ' ')} ${said}`];
    }
  });
}

/**
 * Everything the UI changes, as plain functions. They are not cached mutations: those keep what was sent for a while, and
 * what is sent here may be a password or a secret.
 */
import { api, done, take } from './client';
import { asEnvironment, asTest, type Environment, type Test } from './definition';
import type { SecretScope } from './queries';
import type { components } from './schema';
import type { Role, Session } from './types';

type Schema = components['schemas'];

// Definitions are open objects in the API's description; here they have types of their own.
const open = (body: unknown) => body as Record<string, never>;

export const setUp = (body: Schema['SetupBody']) => take(api.POST('/v1/setup', { body }));
export const signIn = (body: Schema['SignInBody']): Promise<Session> => take(api.POST('/v1/session', { body }));
export const signOut = () => done(api.DELETE('/v1/session'));

export const renameAccount = (name: string) => take(api.PUT('/v1/account', { body: { name } }));
export const changePassword = (body: Schema['PasswordChange']) => done(api.POST('/v1/account/password', { body }));
export const createToken = (name: string) => take(api.POST('/v1/account/tokens', { body: { name } }));
export const revokeToken = (id: string) => done(api.DELETE('/v1/account/tokens/{token}', { params: { path: { token: id } } }));

export const addPerson = (team: string, body: Schema['NewPersonBody']) => take(api.POST('/v1/teams/{team}/people', { params: { path: { team } }, body }));
export const setRole = (team: string, person: string, role: Role) =>
  take(api.PUT('/v1/teams/{team}/people/{person}', { params: { path: { team, person } }, body: { role } }));
export const removePerson = (team: string, person: string) =>
  done(api.DELETE('/v1/teams/{team}/people/{person}', { params: { path: { team, person } } }));

export const addAgent = (team: string, body: Schema['NewAgentBody']) => take(api.POST('/v1/teams/{team}/agents', { params: { path: { team } }, body }));
export const changeAgent = (team: string, agent: string, body: Schema['AgentChange']) => take(api.PUT('/v1/teams/{team}/agents/{agent}', { params: { path: { team, agent } }, body }));
export const renewEnrolment = (team: string, agent: string) => take(api.POST('/v1/teams/{team}/agents/{agent}/enrolment', { params: { path: { team, agent } } }));
export const removeAgent = (team: string, agent: string) => take(api.DELETE('/v1/teams/{team}/agents/{agent}', { params: { path: { team, agent } } }));

export const createBucket = (team: string, name: string) => take(api.POST('/v1/buckets', { body: { name, team_id: team } }));
export const renameBucket = (bucket: string, name: string) => take(api.PUT('/v1/buckets/{bucket}', { params: { path: { bucket } }, body: { name } }));
export const deleteBucket = (bucket: string) => done(api.DELETE('/v1/buckets/{bucket}', { params: { path: { bucket } } }));
export const resetBucketTrigger = (bucket: string) => take(api.POST('/v1/buckets/{bucket}/reset-trigger', { params: { path: { bucket } } }));
export const exportBucket = (bucket: string) => take(api.GET('/v1/buckets/{bucket}/export', { params: { path: { bucket } } }));
/** Text as it stands: JSON or YAML, one test or several. */
export const importTests = (bucket: string, text: string) =>
  take(api.POST('/v1/buckets/{bucket}/import', { params: { path: { bucket } }, body: text, bodySerializer: (body) => body }));

export const createSecret = (scope: SecretScope, body: Schema['NewSecretBody']) =>
  scope.kind === 'team'
    ? take(api.POST('/v1/teams/{team}/secrets', { params: { path: { team: scope.id } }, body }))
    : take(api.POST('/v1/buckets/{bucket}/secrets', { params: { path: { bucket: scope.key } }, body }));
export const changeSecret = (scope: SecretScope, id: string, body: Schema['SecretChangeBody']) =>
  scope.kind === 'team'
    ? take(api.PUT('/v1/teams/{team}/secrets/{secret}', { params: { path: { team: scope.id, secret: id } }, body }))
    : take(api.PUT('/v1/buckets/{bucket}/secrets/{secret}', { params: { path: { bucket: scope.key, secret: id } }, body }));
export const deleteSecret = (scope: SecretScope, id: string) =>
  scope.kind === 'team'
    ? done(api.DELETE('/v1/teams/{team}/secrets/{secret}', { params: { path: { team: scope.id, secret: id } } }))
    : done(api.DELETE('/v1/buckets/{bucket}/secrets/{secret}', { params: { path: { bucket: scope.key, secret: id } } }));

/** Reads all of the log: asked for by hand. */
export const verifyAudit = (team: string) => take(api.GET('/v1/teams/{team}/audit/verification', { params: { path: { team } } }));

/** What is written out becomes the value: it is not sent from here. */
export const turnIntoSecret = (bucket: string, body: Schema['TurnInput']) =>
  take(api.POST('/v1/buckets/{bucket}/credentials/secret', { params: { path: { bucket } }, body }));

const ofSecret = (secret: string) => ({ params: { path: { secret } } });
export const stageSecret = (secret: string, value: string) => take(api.PUT('/v1/secrets/{secret}/next', { ...ofSecret(secret), body: { value } }));
export const discardSecret = (secret: string) => take(api.DELETE('/v1/secrets/{secret}/next', ofSecret(secret)));
export const searchForSecret = (secret: string) => take(api.POST('/v1/secrets/{secret}/search', ofSecret(secret)));
export const takeSecretOut = (secret: string) => take(api.POST('/v1/secrets/{secret}/search/take-out', ofSecret(secret)));
export const trySecret = (secret: string) => take(api.POST('/v1/secrets/{secret}/next/trial', ofSecret(secret)));
export const promoteSecret = (secret: string, untried: boolean) =>
  take(api.POST('/v1/secrets/{secret}/next/promote', { ...ofSecret(secret), body: { untried } }));
export const restoreSecret = (secret: string, version: number) =>
  take(api.POST('/v1/secrets/{secret}/versions/{version}/restore', { params: { path: { secret, version } } }));

export const createTest = (bucket: string, name: string) => take(api.POST('/v1/buckets/{bucket}/tests', { params: { path: { bucket } }, body: open({ name }) }));
export const changeTest = (bucket: string, test: string, body: Partial<Test>) =>
  asTest(take(api.PUT('/v1/buckets/{bucket}/tests/{test}', { params: { path: { bucket, test } }, body: open(body) })));
export const deleteTest = (bucket: string, test: string) => done(api.DELETE('/v1/buckets/{bucket}/tests/{test}', { params: { path: { bucket, test } } }));
export const exportTest = (bucket: string, test: string) => take(api.GET('/v1/buckets/{bucket}/tests/{test}/export', { params: { path: { bucket, test } } }));
export const resetTrigger = (bucket: string, test: string) =>
  asTest(take(api.POST('/v1/buckets/{bucket}/tests/{test}/reset-trigger', { params: { path: { bucket, test } } })));
export const restoreRevision = (bucket: string, test: string, revision: number) =>
  take(api.POST('/v1/buckets/{bucket}/tests/{test}/revisions/{revision}/restore', { params: { path: { bucket, test, revision } } }));

export const createSchedule = (bucket: string, test: string, body: Schema['ScheduleInput']) =>
  take(api.POST('/v1/buckets/{bucket}/tests/{test}/schedules', { params: { path: { bucket, test } }, body }));
export const changeSchedule = (bucket: string, test: string, schedule: string, body: Schema['ScheduleInput']) =>
  take(api.PUT('/v1/buckets/{bucket}/tests/{test}/schedules/{schedule}', { params: { path: { bucket, test, schedule } }, body }));
export const deleteSchedule = (bucket: string, test: string, schedule: string) =>
  done(api.DELETE('/v1/buckets/{bucket}/tests/{test}/schedules/{schedule}', { params: { path: { bucket, test, schedule } } }));
/** Lets all schedules of a bucket rest, or wakes them. */
export const restBucket = (bucket: string, rest: boolean) =>
  rest ? take(api.POST('/v1/buckets/{bucket}/pause', { params: { path: { bucket } } })) : take(api.POST('/v1/buckets/{bucket}/resume', { params: { path: { bucket } } }));

/** Lets the schedules of an environment rest, or wakes them. */
export const restEnvironment = (bucket: string, environment: string, rest: boolean) => {
  const options = { params: { path: { bucket, environment } } };
  return rest ? take(api.POST('/v1/buckets/{bucket}/environments/{environment}/pause', options)) : take(api.POST('/v1/buckets/{bucket}/environments/{environment}/resume', options));
};

/** Runs a test in each place of the environment, or in the places given. */
export const runTest = (bucket: string, test: string, body: Schema['RunBody']) =>
  take(api.POST('/v1/buckets/{bucket}/tests/{test}/run', { params: { path: { bucket, test } }, body }));
export const createMaintenance = (bucket: string, body: Schema['MaintenanceInput']) => take(api.POST('/v1/buckets/{bucket}/maintenance', { params: { path: { bucket } }, body }));
export const endMaintenance = (bucket: string, window: string) => take(api.POST('/v1/buckets/{bucket}/maintenance/{window}/end', { params: { path: { bucket, window } } }));
export const deleteMaintenance = (bucket: string, window: string) => done(api.DELETE('/v1/buckets/{bucket}/maintenance/{window}', { params: { path: { bucket, window } } }));

export const cancelRun = (bucket: string, test: string, run: string) =>
  take(api.POST('/v1/buckets/{bucket}/tests/{test}/results/{run}/cancel', { params: { path: { bucket, test, run } } }));

/** The settings hold credentials: they are read from their fields when they are sent, and kept nowhere. */
export const createChannel = (team: string, body: Schema['NewChannel']) => take(api.POST('/v1/teams/{team}/channels', { params: { path: { team } }, body }));
export const changeChannel = (team: string, id: string, body: Schema['ChannelChange']) =>
  take(api.PUT('/v1/teams/{team}/channels/{channel}', { params: { path: { team, channel: id } }, body }));
/** `abandon`: whether what its service keeps open is left to be ended there by hand. */
export const deleteChannel = (team: string, id: string, abandon: boolean) =>
  done(api.DELETE('/v1/teams/{team}/channels/{channel}', { params: { path: { team, channel: id }, query: { abandon } } }));
export const tryChannel = (team: string, id: string) => take(api.POST('/v1/teams/{team}/channels/{channel}/test', { params: { path: { team, channel: id } } }));
export const retryDelivery = (team: string, channel: string, delivery: string) =>
  take(api.POST('/v1/teams/{team}/channels/{channel}/deliveries/{delivery}/retry', { params: { path: { team, channel, delivery } } }));
export const setBucketEmails = (bucket: string, body: Schema['Emails']) => take(api.PUT('/v1/buckets/{bucket}/emails', { params: { path: { bucket } }, body }));
export const closeIncident = (bucket: string, incident: string) =>
  take(api.POST('/v1/buckets/{bucket}/incidents/{incident}/close', { params: { path: { bucket, incident } } }));
export const acknowledgeIncident = (bucket: string, id: string) =>
  take(api.POST('/v1/buckets/{bucket}/incidents/{incident}/acknowledge', { params: { path: { bucket, incident: id } } }));

/** A link to what is shown to readers outside the team; the one there is when there is one. */
export const share = (bucket: string, body: Schema['NewShareBody']) => take(api.POST('/v1/buckets/{bucket}/shares', { params: { path: { bucket } }, body }));
export const extendShare = (bucket: string, id: string, days: number) =>
  take(api.PUT('/v1/buckets/{bucket}/shares/{share}', { params: { path: { bucket, share: id } }, body: { expires_in_days: days } }));
export const renewShare = (bucket: string, id: string) => take(api.POST('/v1/buckets/{bucket}/shares/{share}/reset', { params: { path: { bucket, share: id } } }));
export const revokeShare = (bucket: string, id: string) => done(api.DELETE('/v1/buckets/{bucket}/shares/{share}', { params: { path: { bucket, share: id } } }));

export const createSharedEnvironment = (bucket: string, name: string) =>
  take(api.POST('/v1/buckets/{bucket}/environments', { params: { path: { bucket } }, body: open({ name }) }));
export const createEnvironment = (bucket: string, test: string, body: Partial<Environment>) =>
  asEnvironment(take(api.POST('/v1/buckets/{bucket}/tests/{test}/environments', { params: { path: { bucket, test } }, body: open(body) })));
/** One of a test or a shared one. */
export const changeEnvironment = (bucket: string, id: string, body: Partial<Environment>) =>
  asEnvironment(take(api.PUT('/v1/buckets/{bucket}/environments/{environment}', { params: { path: { bucket, environment: id } }, body: open(body) })));
export const deleteEnvironment = (bucket: string, id: string) =>
  done(api.DELETE('/v1/buckets/{bucket}/environments/{environment}', { params: { path: { bucket, environment: id } } }));

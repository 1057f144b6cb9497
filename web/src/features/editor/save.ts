/** Sends what changed. */
import { changeEnvironment, changeTest } from '@/api/actions';
import { ApiError } from '@/api/client';
import type { Environment, Test } from '@/api/definition';
import { fromStepDraft, type TestDraft } from './model/draft';
import { fromEnvironmentDraft, toEnvironmentDraft, type EnvironmentDraft } from './model/environment';

/** What of a draft is sent, as text: equal texts mean nothing to save. */
export const sentText = (draft: TestDraft): string =>
  JSON.stringify([draft.name, draft.description, draft.steps.map((s) => ({ ...fromStepDraft(s), id: undefined }))]);

export const environmentChanged = (draft: EnvironmentDraft, saved: Environment): boolean =>
  JSON.stringify(draft) !== JSON.stringify(toEnvironmentDraft(saved));

export async function saveTest(bucket: string, test: Test, draft: TestDraft): Promise<Test> {
  // Without steps the server changes name and description only, and the old steps would seem to come back.
  if (draft.steps.length === 0) throw new ApiError(400, 'A test needs at least one step. Add one, such as a request.');
  return changeTest(bucket, test.id, {
    name: draft.name,
    description: draft.description === '' ? null : draft.description,
    steps: draft.steps.map(fromStepDraft),
    ...(test.revision === undefined ? {} : { revision: test.revision }),
  });
}

export function saveEnvironment(bucket: string, draft: EnvironmentDraft, saved: Environment): Promise<Environment> {
  return changeEnvironment(bucket, saved.id, fromEnvironmentDraft(draft, saved));
}

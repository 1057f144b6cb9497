/** What is said of credentials that are written out. */
import type { WrittenCredential } from '@/api/types';

export const heading = (count: number): string => (count === 1 ? 'A credential is written out here' : `${count} credentials are written out here`);

/** `environment Production, headers.Authorization[0]`; with the test's name where it is not plain. */
export function where(one: Pick<WrittenCredential, 'test_name' | 'environment_name' | 'place'>, ofOneTest: boolean): string {
  const test = !ofOneTest && one.test_name ? [one.test_name] : [];
  const environment = one.environment_name ? [`${one.test_name ? 'environment' : 'shared environment'} ${one.environment_name}`] : [];
  return [...test, ...environment, one.place].join(', ');
}

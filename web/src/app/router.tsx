/** Every address of the UI, in one place. Pages that are not needed for the first look are loaded when they are. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';

import { session, setupNeeded } from '@/api/queries';
import { SignIn } from '@/features/auth/SignIn';
import { Home } from '@/features/bucket/Home';
import { BucketTests } from '@/features/tests/BucketTests';
import { Broken, Missing } from './Missing';
import { Shell } from './Shell';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('@/features/auth/Setup'), 'Setup'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { return?: string } => {
    const target = search['return'];
    // Only addresses of our own, so that a link cannot send people elsewhere after they signed in.
    return typeof target === 'string' && /^\/(?![/\\])/.test(target) ? { return: target } : {};
  },
  beforeLoad: async ({ context }) => {
    // Who is signed in already has nothing to do here.
    if (await context.queryClient.ensureQueryData(session)) throw redirect({ to: '/' });
  },
  component: SignIn,
});

/** Sends everybody else to sign in first. */
const someone = async ({ context, location }: { context: { queryClient: QueryClient }; location: { pathname: string; href: string } }) => {
  const current = await context.queryClient.ensureQueryData(session);
  if (current) return;
  const { needed } = await context.queryClient.fetchQuery(setupNeeded);
  if (needed) throw redirect({ to: '/setup' });
  throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { return: location.href } });
};

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', beforeLoad: someone, component: Shell });

/** Fills the screen, without the frame of the other pages. */
const wall = createRoute({
  getParentRoute: () => root,
  path: '/wall',
  beforeLoad: someone,
  validateSearch: (search: Record<string, unknown>): { large?: boolean } => (search['large'] === true || search['large'] === 'true' ? { large: true } : {}),
  component: lazyRouteComponent(() => import('@/features/wall/WallPage'), 'WallPage'),
});

/** For readers outside the team: asks for no session. */
const shared = createRoute({
  getParentRoute: () => root,
  path: '/share/$token',
  component: lazyRouteComponent(() => import('@/features/share/SharedResultPage'), 'SharedResultPage'),
});

const home = createRoute({ getParentRoute: () => signedIn, path: '/', component: Home });
const secrets = createRoute({
  getParentRoute: () => signedIn,
  path: '/secrets',
  component: lazyRouteComponent(() => import('@/features/secrets/TeamSecrets'), 'TeamSecrets'),
});
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  component: lazyRouteComponent(() => import('@/features/audit/AuditPage'), 'AuditPage'),
});
const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('@/features/account/AccountPage'), 'AccountPage'),
});
const team = createRoute({
  getParentRoute: () => signedIn,
  path: '/team',
  component: lazyRouteComponent(() => import('@/features/team/TeamPage'), 'TeamPage'),
});

const agents = createRoute({
  getParentRoute: () => signedIn,
  path: '/agents',
  component: lazyRouteComponent(() => import('@/features/agents/AgentsPage'), 'AgentsPage'),
});
const notifications = createRoute({
  getParentRoute: () => signedIn,
  path: '/notifications',
  component: lazyRouteComponent(() => import('@/features/notifications/NotificationsPage'), 'NotificationsPage'),
});
const incidents = createRoute({
  getParentRoute: () => signedIn,
  path: '/incidents',
  component: lazyRouteComponent(() => import('@/features/incidents/IncidentsPage'), 'IncidentsPage'),
});

const bucket = createRoute({ getParentRoute: () => signedIn, path: '/buckets/$bucket', component: Outlet });
const tests = createRoute({ getParentRoute: () => bucket, path: '/', component: BucketTests });
const bucketSettings = createRoute({
  getParentRoute: () => bucket,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/bucket/BucketSettings'), 'BucketSettings'),
});
const environments = createRoute({
  getParentRoute: () => bucket,
  path: '/environments',
  component: lazyRouteComponent(() => import('@/features/editor/SharedEnvironments'), 'SharedEnvironments'),
});

const incident = createRoute({
  getParentRoute: () => bucket,
  path: '/incidents/$incident',
  component: lazyRouteComponent(() => import('@/features/incidents/IncidentPage'), 'IncidentPage'),
});

const test = createRoute({
  getParentRoute: () => bucket,
  path: '/tests/$test',
  component: lazyRouteComponent(() => import('@/features/tests/TestLayout'), 'TestLayout'),
});
const overview = createRoute({
  getParentRoute: () => test,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/tests/Overview'), 'Overview'),
});
const editor = createRoute({
  getParentRoute: () => test,
  path: '/editor',
  component: lazyRouteComponent(() => import('@/features/editor/EditorPage'), 'EditorPage'),
});
const schedules = createRoute({
  getParentRoute: () => test,
  path: '/schedules',
  component: lazyRouteComponent(() => import('@/features/schedules/Schedules'), 'Schedules'),
});
const results = createRoute({
  getParentRoute: () => test,
  path: '/results',
  component: lazyRouteComponent(() => import('@/features/results/ResultsList'), 'ResultsList'),
});
const result = createRoute({
  getParentRoute: () => test,
  path: '/results/$run',
  component: lazyRouteComponent(() => import('@/features/results/ResultPage'), 'ResultPage'),
});
const revisions = createRoute({
  getParentRoute: () => test,
  path: '/revisions',
  component: lazyRouteComponent(() => import('@/features/tests/Revisions'), 'Revisions'),
});
const settings = createRoute({
  getParentRoute: () => test,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/tests/TestSettings'), 'TestSettings'),
});

const tree = root.addChildren([
  setup,
  signIn,
  wall,
  shared,
  signedIn.addChildren([
    home,
    secrets,
    audit,
    account,
    team,
    agents,
    notifications,
    incidents,
    bucket.addChildren([
      tests,
      bucketSettings,
      environments,
      incident,
      test.addChildren([overview, editor, schedules, results, result, revisions, settings]),
    ]),
  ]),
]);

export const makeRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultNotFoundComponent: Missing,
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

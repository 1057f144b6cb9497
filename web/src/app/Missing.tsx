/** Pages for addresses without a page, and for pages that broke. */
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';

import { EmptyState } from '@/components/EmptyState';
import { Failure } from '@/components/Failure';
import { LinkButton } from '@/components/links';
import { Page } from '@/components/Page';

// Shown in place of the whole frame, so it brings its own landmark.
export function Missing() {
  return (
    <main>
      <Page title="There is no such page">
        <EmptyState title="Nothing here" actions={<LinkButton to="/">To your tests</LinkButton>}>
          The address may be mistyped, or what was here has been deleted.
        </EmptyState>
      </Page>
    </main>
  );
}

export function Broken({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Page title="This page does not work now">
      <Failure
        error={error}
        title="Something went wrong"
        retry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Page>
  );
}

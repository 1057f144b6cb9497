/** The frame around every page for people who are signed in. */
import { Link, Outlet, useParams } from '@tanstack/react-router';

import { BucketSwitcher } from './BucketSwitcher';
import { Logo } from './Logo';
import { Notices } from './Notices';
import { ProfileMenu } from './ProfileMenu';
import classes from './Shell.module.css';

export function Shell() {
  const { bucket } = useParams({ strict: false });
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className={classes.bar}>
        <Link to="/" className={classes.brand} aria-label="tacit, start page">
          <Logo />
          <span className={classes.word}>tacit</span>
        </Link>
        <BucketSwitcher current={bucket} />
        <nav aria-label="Pages" className={classes.pages}>
          {bucket && (
            <Link to="/buckets/$bucket" params={{ bucket }} className={classes.tab}>
              Tests
            </Link>
          )}
          <Link to="/incidents" className={classes.tab}>
            Incidents
          </Link>
          <Link to="/notifications" className={classes.tab}>
            Notifications
          </Link>
          <Link to="/wall" className={classes.tab} preload={false}>
            Wall
          </Link>
        </nav>
        <ProfileMenu />
      </header>
      <Notices />
      <main id="main" tabIndex={-1} className={classes.main} style={{ outline: 'none' }}>
        <Outlet />
      </main>
    </>
  );
}

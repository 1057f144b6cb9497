//! Ends a search for the value of a secret, for servers where nobody searches.

use tacit_store::secret_searches;

use crate::common::TestServer;

pub(crate) async fn end(server: &TestServer, secret: &str) {
    let mut tx = server.store.begin().await.unwrap();
    let search = secret_searches::find(&mut tx, secret.parse().unwrap()).await.unwrap().unwrap();
    secret_searches::note(&mut tx, &search, 0, Some(("{}", 1))).await.unwrap();
    tx.commit().await.unwrap();
}

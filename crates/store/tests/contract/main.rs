//! What every repository promises, tried on both databases.
//!
//! A behaviour is a function that gets an empty store. To add one: write it in the file of its aggregate and list it
//! here; on SQLite each is a test of its own, on PostgreSQL they share one cluster, and one test names those that fail.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod aftermath;
mod agents;
mod alerts;
mod audit;
mod buckets;
mod channels;
mod deliveries;
mod environments;
mod house;
mod incidents;
mod kept_open;
mod maintenance;
mod memberships;
mod meta;
mod people;
mod result_writer;
mod retention;
mod runs;
mod schedules;
mod secret_echoes;
mod secret_reminders;
mod secret_searches;
mod secrets;
mod sessions;
mod shares;
mod teams;
mod tests;
mod texts;
mod tokens;
mod units;

use std::sync::Arc;

use tacit_store::Store;
use tacit_testkit::postgres::Postgres;
use tokio::{
    sync::Semaphore,
    task::{JoinSet, spawn_blocking},
};

macro_rules! contract {
    ($($aggregate:ident { $($behaviour:ident),* $(,)? })*) => {
        mod sqlite {
            $(mod $aggregate {
                $(#[tokio::test]
                async fn $behaviour() {
                    let folder = tempfile::tempdir().unwrap();
                    let store = tacit_store::Store::open_sqlite(&folder.path().join("tacit.db")).await.unwrap();
                    crate::$aggregate::$behaviour(store.clone()).await;
                    store.close().await;
                })*
            })*
        }

        #[tokio::test]
        async fn postgres() {
            let Some(server) = Postgres::shared() else { return };
            // Making a database is mostly waiting: a few at a time.
            let turns = Arc::new(Semaphore::new(4));
            let mut behaviours = JoinSet::new();
            $($(
                let turns_here = Arc::clone(&turns);
                behaviours.spawn(async move {
                    let _turn = turns_here.acquire_owned().await.unwrap();
                    let kept = try_on(server, crate::$aggregate::$behaviour).await;
                    (!kept).then_some(concat!(stringify!($aggregate), "::", stringify!($behaviour)))
                });
            )*)*
            let failed: Vec<_> = behaviours.join_all().await.into_iter().flatten().collect();
            assert!(failed.is_empty(), "on PostgreSQL these failed: {failed:#?}");
        }
    };
}

/// Whether a behaviour holds on a new database.
async fn try_on<F: Future<Output = ()> + Send + 'static>(
    server: &'static Postgres,
    behaviour: fn(Store) -> F,
) -> bool {
    let url = spawn_blocking(|| server.database()).await.unwrap();
    let store = Store::open_postgres(&url).await.unwrap();
    // Its own task, so that one failure does not hide the others.
    let outcome = tokio::spawn(behaviour(store.clone())).await;
    store.close().await;
    outcome.is_ok()
}

contract! {
    units { dropped_work_is_not_done, committed_work_is_seen_by_others, a_failed_unit_cannot_be_saved }
    meta { values_are_set_replaced_and_removed, only_the_first_sets_an_absent_value }
    people { an_address_is_one_person_in_any_case, changes_are_kept, owners_of_teams_stay }
    teams { keys_of_before_stay_while_something_is_sealed_with_them, keys_and_manifests_are_replaced, a_person_sees_the_teams_of_their_own, owners_change_and_must_exist }
    memberships { roles_are_given_changed_and_taken, members_come_in_pages }
    sessions { a_session_counts_until_it_expires, sessions_end_one_by_one_or_all }
    tokens { a_token_is_found_by_its_hash_until_it_expires, only_the_owner_withdraws_a_token }
    buckets { names_are_unique_in_a_team, buckets_come_in_pages_default_first, a_bucket_goes_with_everything_in_it }
    tests {
        definitions_keep_revisions, a_stale_edit_is_refused, tests_are_found_by_place_token_and_text,
        tests_come_in_pages, a_test_goes_with_its_results, ids_come_in_order
    }
    environments {
        shared_and_own_ones_are_apart, definitions_keep_revisions, a_parent_stays_while_it_has_heirs,
        a_default_that_goes_leaves_none, they_are_found_by_text, places_are_filled_in_and_found
    }
    secrets {
        a_name_is_unique_in_its_scope, a_name_is_not_in_both_scopes, a_rename_obeys_the_same_rule,
        two_at_once_cannot_take_one_name, values_have_versions, a_next_value_waits_beside_the_current_one,
        those_that_expire_are_found, tests_of_a_bucket_see_its_own_and_the_teams,
        deleting_leaves_no_version, previous_versions_retire, values_move_to_another_key,
    }
    runs {
        a_run_is_claimed_once, a_result_counts_once_and_with_the_current_epoch, a_batch_says_for_each_what_became_of_it,
        records_come_back_as_they_were, ended_runs_take_no_result, leases_are_kept_and_lost, lists_are_filtered,
        many_claims_share_a_unit_of_work, unfinished_runs_are_listed_oldest_first, the_strip_has_the_last_of_every_test, metrics_count_what_passed_or_failed,
        runs_of_one_trigger_stay_together, a_tick_has_one_run_or_one_reason, a_failed_run_of_a_schedule_is_repeated_once,
        a_tick_has_one_run_in_each_place, an_agent_keeps_its_own_runs_only,
        runs_of_a_trial_count_for_nothing_else, ended_runs_are_read, the_last_ends_of_each_test_are_found,
    }
    schedules {
        they_are_kept_changed_and_removed, they_keep_their_environment_and_go_with_their_test, what_is_due_comes_once,
        what_rests_says_so, what_is_due_says_where,
    }
    maintenance { windows_are_kept_changed_and_removed, windows_go_with_what_they_are_for }
    shares { a_link_is_found_by_its_hash_until_it_expires, there_is_one_link_to_each_thing, a_link_goes_with_what_it_shows }
    agents { a_token_enrols_once_and_in_time, a_revoked_agent_stays_revoked }
    audit { entries_are_added_at_the_end_only, two_writers_take_turns }
    channels {
        a_channel_is_kept_and_changed, names_are_unique_among_the_teams_own, who_hears_of_what,
        what_came_with_something_goes_with_it,
    }
    alerts { states_are_kept_by_test_environment_place_and_channel, environments_say_what_they_inherit_from }
    incidents { one_is_open_for_a_test_in_an_environment, open_ones_come_first, timelines_keep_their_order }
    texts { every_text_of_a_team_is_there_once, a_text_is_replaced_unless_it_was_changed }
    secret_echoes { it_is_known_where_a_value_came_back }
    secret_reminders { the_last_reminder_is_kept }
    secret_searches { one_search_for_a_secret_is_kept }
    kept_open { what_is_open_outlives_its_test_until_the_end_arrives }
    deliveries {
        a_try_is_begun_before_it_is_sent, one_place_keeps_its_order, what_was_cut_short_is_found, all_are_given_up_at_once, a_paused_channel_holds_what_waits, given_up_and_tried_again,
        channels_of_others_may_wait_apart, messages_go_with_their_test_but_for_named_ones, a_later_message_overtakes_an_earlier_one,
        old_ones_are_forgotten,
    }
    aftermath { a_fault_loses_no_result, what_follows_is_saved_with_the_result }
    retention { few_records_more_summaries_nothing_old, what_has_not_ended_stays, large_heaps_go_in_small_units }
    result_writer { many_results_share_commits_and_each_is_acknowledged, closing_stores_what_was_handed_in }
}

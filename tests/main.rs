//! All integration tests: each runs on every database that is there.
//!
//! SQLite always is. The others are looked for where the variables below point
//! (defaults in [`database`]); one that is not there is skipped, and said so.
//! `TEST_REQUIRE_DATABASES=MariaDB,PostgreSQL` makes a missing one a failure.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests"
)]

mod app;
mod cli;
mod database;
mod demo;
mod engine;
mod examples;
mod export;
mod figures;
mod graphql;
mod identity;
mod limits;
mod loader;
mod migration;
mod operations;
mod paging;
mod portfolio;
mod protocol;
mod recompute;
mod rest;
mod server;
mod socket;
mod tapes;
mod tidy;
mod timeout;
mod verify;
mod writes;

use database::{Backend, Server};
use libtest_mimic::{Arguments, Trial};
use recompute::{agreement, edges, self_check};
use std::{panic, process::ExitCode, sync::LazyLock, thread};
use tokio::runtime::Runtime;

/// One runtime for all tests: connections belong to it.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// A test that needs a database, and runs on each.
type DatabaseTest = fn(&'static Server) -> futures::future::LocalBoxFuture<'static, ()>;

/// Names the functions of a module as tests on every database.
macro_rules! on_every_database {
    ($($module:ident :: $name:ident),* $(,)?) => {
        [$((
            concat!(stringify!($module), "::", stringify!($name)),
            (|server| Box::pin($module::$name(server))) as DatabaseTest,
        )),*]
    };
}

/// Names the functions of a module as tests that need no database.
macro_rules! once {
    ($($module:ident :: $name:ident),* $(,)?) => {
        [$((concat!(stringify!($module), "::", stringify!($name)), $module::$name as fn())),*]
    };
}

/// Tests of what only a build with its feature has.
#[cfg(feature = "otel")]
const OF_FEATURES: &[(&str, fn())] = &once![operations::spans_reach_a_collector];
#[cfg(not(feature = "otel"))]
const OF_FEATURES: &[(&str, fn())] = &[];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let everywhere = on_every_database![
        demo::built_once_and_never_over_another_book,
        demo::exports_the_reference_files,
        demo::larger_books_begin_with_the_same_loans,
        engine::equals_the_statements,
        engine::equals_them_for_any_question,
        engine::a_server_sees_changes_of_another,
        engine::the_next_start_takes_the_snapshot,
        engine::a_book_beyond_the_limit_is_left_to_sql,
        engine::equals_them_for_a_book_unlike_the_demo,
        demo::indexes_and_keys_are_as_they_were,
        examples::run_and_answer_the_same_everywhere,
        export::formulas_are_made_harmless,
        export::the_demo_is_written_in_its_documented_form,
        export::excel_has_the_values_of_csv,
        export::parquet_has_the_values_of_csv,
        export::figures_are_the_rows_of_the_service,
        export::figures_of_an_empty_book,
        export::a_failed_export_leaves_nothing,
        figures::equal_an_independent_recomputation,
        figures::equal_it_for_a_book_unlike_the_demo,
        figures::rest_equals_graphql,
        graphql::cases_answer_their_snapshots,
        graphql::everything_is_described,
        graphql::errors_carry_code_field_and_request_id,
        graphql::nodes_are_found_by_their_ids,
        identity::keys_let_in_until_they_are_revoked,
        identity::sessions_begin_and_end,
        identity::sockets_know_who_asks_for_as_long_as_they_last,
        identity::tokens_are_checked_to_the_letter,
        identity::keys_of_a_provider_are_followed,
        identity::names_are_shown_to_those_who_need_them,
        identity::rows_are_those_of_the_scope,
        identity::deeds_are_in_the_audit_log,
        limits::requests_of_an_address_are_limited,
        limits::operations_of_a_connection_are_requests,
        limits::other_sites_may_only_where_they_are_named,
        limits::every_answer_restricts_browsers,
        loader::statements_do_not_grow_with_parents,
        migration::go_up_and_down,
        migration::an_older_book_gets_its_ledger,
        migration::two_servers_start_at_once,
        migration::labels_and_keys_are_enforced,
        operations::metrics_count_what_is_asked,
        operations::readiness_says_what_is_missing,
        operations::the_service_heals_when_the_database_comes_back,
        paging::every_order_pages_through_all_rows,
        paging::backwards_is_the_mirror_of_forwards,
        portfolio::equals_the_recomputation_day_by_day,
        portfolio::equals_it_for_any_segment,
        portfolio::groups_are_segments,
        portfolio::lists_behind_cells_have_their_counts,
        portfolio::lists_behind_cells_are_the_raw_rows,
        portfolio::addresses_list_what_their_cells_count,
        portfolio::addresses_that_lead_nowhere_are_named,
        portfolio::high_risk_pages_are_the_whole_list,
        portfolio::explains_with_the_statement_that_answers,
        portfolio::bad_arguments_are_named,
        portfolio::equals_it_for_a_book_unlike_the_demo,
        portfolio::distributions_equal_the_recomputation,
        portfolio::distributions_of_a_book_unlike_the_demo,
        portfolio::distributions_of_all_groups_are_read_at_once,
        protocol::forms_and_statuses,
        protocol::only_queries_come_by_get,
        protocol::documents_are_kept_by_their_hash,
        protocol::only_trusted_documents_are_answered,
        protocol::production_explains_nothing,
        protocol::connections_keep_to_the_protocol,
        rest::documented_totals_keys_and_examples,
        rest::bad_parameters_are_named,
        rest::answers_are_not_sent_twice,
        tapes::fannie_mae_equals_its_recomputation,
        tapes::freddie_mac_equals_its_recomputation,
        tapes::lending_club_equals_its_recomputation,
        tapes::taiwan_equals_its_recomputation,
        tapes::the_demo_book_comes_back_from_its_export,
        tapes::books_come_back_from_their_full_export,
        tapes::loads_are_made_once_and_taken_back,
        tapes::payments_are_not_written_over,
        tapes::a_row_of_the_book_is_changed_once_by_a_load,
        tapes::instalments_far_apart_are_told_as_the_same,
        tapes::receipts_of_a_changed_instalment_must_add_up,
        tapes::wrong_rows_are_left_out_and_told,
        tapes::a_load_that_is_killed_loses_and_doubles_nothing,
        tapes::uploads_are_loaded_while_others_watch,
        timeout::slow_statements_are_ended,
        verify::a_good_book_passes,
        verify::each_broken_row_is_caught,
        writes::payments_pay_the_oldest_first,
        writes::payments_of_an_earlier_day_change_history_from_there,
        writes::payments_beyond_what_is_due_pay_in_advance,
        writes::recoveries_are_for_loans_charged_off,
        writes::payments_that_cannot_be_are_refused,
        writes::customers_are_created_once,
        writes::loans_are_created_and_paid_out,
        writes::the_reporting_date_goes_forward_and_back,
        writes::the_version_of_the_book_tells_changes_apart,
        writes::writers_at_once_lose_nothing,
        writes::the_same_key_at_once_is_one_payment,
        writes::every_mutation_is_made_once,
        writes::a_writer_that_is_given_up_tries_again,
        writes::serialisation_failures_are_tried_again,
        writes::any_sequence_leaves_a_sound_book,
        writes::subscriptions_tell_what_is_written,
        writes::figures_follow_every_receipt,
        writes::another_server_sees_a_change,
        writes::portfolio_changes_are_those_of_the_filter,
    ];
    let alone = once![
        cli::help_and_exit_codes,
        cli::unknown_settings_are_refused,
        cli::export_verify_and_insights_work_from_the_shell,
        cli::serves_and_stops,
        cli::start_up_errors_say_what_to_do,
        export::works_from_the_shell,
        graphql::schema_file_is_fresh,
        identity::every_field_is_allowed_or_refused_as_the_matrix_says,
        identity::without_a_login_this_machine_alone_may_ask,
        identity::an_open_door_does_not_start,
        protocol::slow_operations_end,
        rest::openapi_file_is_fresh,
        rest::database_away_is_503,
        server::slow_heads_and_idle_connections_are_closed,
        server::slow_bodies_are_refused,
        server::clients_that_do_not_read_are_cut,
        server::too_many_clients_are_turned_away,
        server::too_many_requests_are_turned_away,
        server::heads_that_are_too_large_are_refused,
        server::deep_questions_are_answered,
        server::requests_under_way_are_answered_at_the_stop,
        server::a_second_signal_ends_at_once,
        server::clients_are_served_while_the_server_leaves,
        server::websockets_do_not_hold_the_stop,
        server::tls_serves_and_reads_certificates_again,
        server::tls_errors_say_what_to_do,
        server::forwarded_headers_count_from_trusted_proxies_alone,
        server::everything_is_below_the_base_path,
        operations::a_copy_under_writes_is_a_sound_book,
        operations::books_are_copied_and_restored_from_the_shell,
        operations::every_setting_and_metric_is_documented,
        operations::only_sound_files_are_restored,
        operations::slow_statements_are_logged_without_values,
        tapes::hostile_files_leave_the_book_alone,
        tapes::recomputation_checks_itself,
        timeout::an_interrupted_transaction_is_undone,
        tidy::layers_know_only_what_they_may,
        tidy::statements_are_documented_and_used,
        tidy::shared_ctes_are_the_same_everywhere,
        tidy::files_are_short_and_finished,
        tidy::pages_are_served,
        tidy::figures_are_in_metrics,
        tidy::figures_have_a_statement_and_a_loop,
        tidy::promises_are_tested,
        tidy::codes_are_documented,
        self_check::demo_book_has_its_documented_figures,
        self_check::demo_book_has_its_documented_history,
        self_check::demo_book_has_its_documented_differences,
        agreement::figures_agree_with_each_other,
        edges::each_day_is_in_its_bucket,
        edges::a_loan_lives_and_ends,
        edges::customers_are_read_from_their_last_instalments,
        edges::applications_wait_to_the_end_of_the_day,
        edges::transitions_lead_to_losses,
        edges::periods_begin_and_end,
    ];

    let alone = [alone.as_slice(), OF_FEATURES].concat();

    let mut trials: Vec<_> = alone
        .iter()
        .copied()
        .map(|(name, test)| {
            Trial::test(name, move || {
                on_server_stack(test);
                Ok(())
            })
        })
        .collect();
    let mut counts = Vec::new();
    for backend in Backend::ALL {
        let server = RUNTIME.block_on(database::find(backend));
        for (name, test) in everywhere {
            let name = format!("{name} on {}", backend.name());
            trials.push(match &server {
                Ok(server) => {
                    let server = *server;
                    Trial::test(name, move || {
                        on_server_stack(|| RUNTIME.block_on(test(server)));
                        Ok(())
                    })
                }
                Err(why) if database::is_required(backend) => {
                    let why = why.clone();
                    Trial::test(name, move || Err(why.into()))
                }
                Err(_) => Trial::test(name, || Ok(())).with_ignored_flag(true),
            });
        }
        counts.push(match server {
            Ok(server) => format!(
                "  {:<10} {} tests ({})",
                backend.name(),
                everywhere.len(),
                server.version
            ),
            Err(why) => format!(
                "  {:<10} SKIPPED {} tests: {why}",
                backend.name(),
                everywhere.len()
            ),
        });
    }

    let conclusion = libtest_mimic::run(&arguments, trials);
    RUNTIME.block_on(database::drop_all());
    println!("tests by database:\n{}\n", counts.join("\n"));
    println!("  no database {} tests\n", alone.len());
    conclusion.exit_code()
}

/// Runs a test on a stack as large as that of the threads of the server, whose work it does.
fn on_server_stack(test: impl FnOnce() + Send) {
    let done = thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(loanbook::cli::STACK_BYTES);
        thread.spawn_scoped(scope, test).unwrap().join()
    });
    if let Err(panic) = done {
        panic::resume_unwind(panic);
    }
}

use axum::extract::State;
use contract::{BadRow, ImportAnswer, ImportBody, Problem, TurningInactive};
use domain::words;

use super::Backend;
use super::deeds;
use super::extract::{Body, Importer};
use super::once::{Answer, Once, carry_out, written};
use super::problem::ApiError;
use super::times::storable;
use crate::aside::aside;
use crate::db::answered::Answered;
use crate::import::{self, Export, ExportFiles, Import, Imported, Summary};

/// How many bad rows are named.
const BAD_ROWS_NAMED: usize = 100;

/// Imports an export of the PMS (`rules.md` 2), whole or not at all. A dry run does it all and takes it back, so that it
/// cannot tell anything else than what would happen.
#[utoipa::path(
    post, path = "/imports", security(("token" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = ImportBody,
    responses(
        (status = 200, body = ImportAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem),
    )
)]
pub(super) async fn take(
    Importer(staff): Importer,
    State(backend): State<Backend>,
    once: Once,
    Body(body, digest): Body<ImportBody>,
) -> Result<Answered, ApiError> {
    let (as_of, confirmed, dry_run) = (storable(body.as_of, "as_of")?, body.confirm, body.dry_run);
    let files = ExportFiles {
        clients: body.clients_csv.into_bytes(),
        contacts: body.contacts_csv.into_bytes(),
        invoices: body.invoices_csv.into_bytes(),
    };
    // A million rows take their time, and no other request has to wait for it.
    let export = match aside(move || Export::read(&files)).await? {
        Ok(export) => export,
        Err(bad) => return written(&refused(&bad, dry_run), None),
    };
    if dry_run {
        let mut tx = backend.database.write(staff.firm).await?;
        let by = deeds::by(&staff, &backend, None);
        // Whether it would ask is one answer, what it would bring the other: as if it were confirmed.
        let asked = order(&export, as_of, confirmed, by);
        let asked = import::import(&mut tx, staff.firm, &asked).await?;
        let taken = match asked {
            Imported::Taken(_) => asked,
            Imported::NeedsConfirmation { .. } => {
                import::import(&mut tx, staff.firm, &order(&export, as_of, true, by)).await?
            }
        };
        return written(&answer(&export, asked, taken, true), None);
    }
    carry_out(backend, staff, once, digest, move |tx, staff, backend| {
        Box::pin(async move {
            let order = order(&export, as_of, confirmed, deeds::by(staff, backend, None));
            let imported = import::import(tx, staff.firm, &order).await?;
            Ok(Answer { version: None, body: answer(&export, imported, imported, false) })
        })
    })
    .await
}

fn order<'a>(
    export: &'a Export,
    as_of: Option<chrono::DateTime<chrono::Utc>>,
    confirmed: bool,
    by: crate::linking::By<'a>,
) -> Import<'a> {
    Import { export, as_of: as_of.unwrap_or(by.now), by, confirmed }
}

fn answer(export: &Export, asked: Imported, outcome: Imported, dry_run: bool) -> ImportAnswer {
    let needs_confirmation = match asked {
        Imported::Taken(_) => None,
        Imported::NeedsConfirmation { turning_inactive, active } => Some(TurningInactive {
            turning_inactive: count(turning_inactive),
            active: count(active),
            says: words::import_doubt(count(turning_inactive), count(active)),
        }),
    };
    let taken = !dry_run && matches!(outcome, Imported::Taken(_));
    let empty = ImportAnswer { taken, dry_run, needs_confirmation, ..ImportAnswer::default() };
    let ignored_columns = export.ignored_columns.clone();
    match outcome {
        Imported::Taken(summary) => ImportAnswer { ignored_columns, ..brought(&summary, empty) },
        Imported::NeedsConfirmation { .. } => ImportAnswer { ignored_columns, ..empty },
    }
}

fn brought(summary: &Summary, answer: ImportAnswer) -> ImportAnswer {
    ImportAnswer {
        clients: count(summary.clients),
        new_clients: count(summary.new_clients),
        turned_inactive: count(summary.turned_inactive),
        contacts: count(summary.contacts),
        contacts_gone: summary.contacts_gone,
        invoices: count(summary.invoices),
        invoices_closed: summary.invoices_closed,
        ..answer
    }
}

fn refused(bad: &[import::BadRow], dry_run: bool) -> ImportAnswer {
    let row = |bad: &import::BadRow| BadRow {
        file: bad.file.to_owned(),
        line: bad.line,
        column: bad.column.map(str::to_owned),
        what: bad.what.clone(),
    };
    ImportAnswer { dry_run, bad_rows: bad.iter().take(BAD_ROWS_NAMED).map(row).collect(), ..ImportAnswer::default() }
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

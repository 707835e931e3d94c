//! The cases of a support desk, each answered as the table says (`tests/support/cases.md`; `rules.md` 40 to 43).

use std::collections::BTreeSet;

use contract::{AccessCheck, KeyRehearsal};
use reqwest::Method;

use crate::support::cases::{Asked, cases, enter, said_of_check, said_of_key, support_desk};

#[tokio::test]
async fn every_case_of_a_support_desk_is_answered_as_the_table_says() {
    let (firm, _relay) = support_desk().await;
    let cases = cases();
    let situations: BTreeSet<_> = cases.iter().map(|case| case.cells[0].as_str()).collect();
    assert_eq!(situations.len(), cases.len(), "each situation stands in the table once");
    assert!(cases.len() >= 40, "{}", cases.len());
    let (mut part, mut otherwise) = ("", Vec::new());
    for case in &cases {
        if part != case.part {
            part = &case.part;
            enter(&firm, part).await;
        }
        let said = match &case.asked {
            Asked::Check(query) => {
                let check = firm.staff.request(Method::GET, "/access-check").query(query);
                said_of_check(&firm.staff.send::<AccessCheck>(check).await)
            }
            Asked::Key(key) => said_of_key(&firm.staff.post::<KeyRehearsal>("/key-rehearsal", key).await),
        };
        let (question, answer) = case.cells.split_at(4);
        if answer != said {
            otherwise.push(format!("| {} | {} |", question.join(" | "), said.join(" | ")));
        }
    }
    assert!(
        otherwise.is_empty(),
        "{} of {} rows say otherwise:\n{}",
        otherwise.len(),
        cases.len(),
        otherwise.join("\n")
    );
}

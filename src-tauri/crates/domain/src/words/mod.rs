//! Codes and facts in English, for the window, the pages, mails and replies alike: nowhere else are they put into
//! words. Plain, without blame, and without guessing a pronoun for anybody. Each file has the words of one subject.

mod accounts;
mod activity;
mod attempts;
mod clues;
mod decisions;
mod doors;
mod facts;
mod findings;
mod help;
mod intents;
mod kept;
mod links;
mod money;
mod rehearsal;
mod reply;
mod sentence;
mod settings;
mod slips;
mod tables;

pub use accounts::{ACCOUNT_CREATED, EMAIL_VERIFIED, FIXED, access, nothing_shows, portal};
pub use activity::{ActivityWords, activity, import_doubt, import_taken, standing};
pub use attempts::{NO_ATTEMPT, attempts, key_answer};
pub use clues::clue;
pub use decisions::{ability, checked, owed, reason, verdict};
pub use doors::{path, way, way_detail};
pub use facts::step;
pub use findings::finding;
pub use help::{Caller, remedy};
pub use intents::{intent_age, intent_taken_back, intent_waits, intention, meant_anyway, pair_stands};
pub use kept::{HISTORY_NOT_KEPT, INVOICES_NOT_KEPT, ONE_CLICK_LINKS_NOT_KEPT, PLANS_NOT_KEPT};
pub use links::{
    barred, de_link_doubt, de_link_effect, deed_answer, link_answer, moved, not_to_be_undone, origin, pair_moved,
    suggestion, with_bar_lifted, with_plans,
};
pub use money::amount;
pub use rehearsal::{rehearsal, say_back};
pub use reply::reply;
pub use sentence::good_for;
pub use settings::{settings_change, settings_moved};
pub use slips::slip;
pub use tables::{user_column, user_filter, user_order};

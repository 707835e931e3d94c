//! The screens of the window with something to see on them, and how a person gets there from the portal users of the sample
//! firm. The pictures are made of these, and whether they are accessible is asked of these.

use anyhow::{Context as _, Result};

use super::RealWindow;

/// One screen.
#[derive(Debug)]
pub struct Screen {
    /// Its name, as its picture has it.
    pub name: &'static str,
    steps: &'static [Step],
}

#[derive(Debug)]
enum Step {
    Click(&'static str),
    Type(&'static str, &'static str),
    /// Keys, wherever the focus is.
    Press(&'static str),
    See(&'static str),
}

use Step::{Click, Press, See, Type};

const SEARCH: &str =
    "//*[@type='search' and @aria-label='Search portal users'] | //*[@aria-label='Search portal users']//input";
const DIALOG: &str = "//*[@role='alertdialog' or @role='dialog']";
/// ctrl and k, then no key.
const PALETTE: &str = "\u{e009}k\u{e000}";
/// ctrl, Shift and l, then no key.
const COVER: &str = "\u{e009}\u{e008}l\u{e000}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
/// Shift and an arrow down, then no key.
const AND_THE_NEXT: &str = "\u{e008}\u{e015}\u{e000}";

/// All of them, in the order of the sidebar.
pub const SCREENS: &[Screen] = &[
    Screen {
        name: "portal-users",
        steps: &[See("//*[@role='grid']//*[@role='row'][@aria-rowindex='5'][@aria-busy='false']")],
    },
    Screen {
        name: "link-manager",
        steps: &[
            Type(SEARCH, "smith fam"),
            See("//*[@role='grid' and @aria-rowcount='7']"),
            Click(ROW_OF_JANE),
            See(MANAGER_OF_JANE),
        ],
    },
    Screen {
        name: "nobody-found",
        steps: &[Type(SEARCH, "nobody at all"), See("//*[contains(normalize-space(), 'Nobody found for')]")],
    },
    Screen {
        name: "close-access",
        steps: &[
            Type(SEARCH, "jane smith"),
            Click(ROW_OF_JANE),
            Click(
                "//*[@aria-label='Link manager']//li[contains(normalize-space(), 'Smith, Jane')]//button[normalize-space()='Close access…']",
            ),
            See("//*[@role='alertdialog']//ul[@aria-label='After closing access']"),
        ],
    },
    Screen {
        name: "many-at-once",
        steps: &[
            Type(SEARCH, "smith fam"),
            See("//*[@role='grid' and @aria-rowcount='7']"),
            Press(DOWN),
            Press(" "),
            Press(AND_THE_NEXT),
            Press(AND_THE_NEXT),
            Click("//*[@role='toolbar']//button[normalize-space()='Link…']"),
            Type("//*[@role='alertdialog']//input[@role='combobox']", "1003"),
            Click("//*[@role='option'][contains(normalize-space(), 'Jane Smith Realty Group')]"),
            See("//*[@role='alertdialog']//li[contains(normalize-space(), 'nothing to do, linked already')]"),
        ],
    },
    Screen { name: "columns", steps: &[Click("//button[normalize-space()='Columns']"), See(DIALOG)] },
    Screen { name: "views", steps: &[Click("//button[normalize-space()='Views']"), See(DIALOG)] },
    Screen {
        name: "client-portals",
        steps: &[
            Click("//nav//a[starts-with(normalize-space(), 'Client portals')]"),
            See("//*[@role='option'][contains(., 'Client ID') or contains(., '1')]"),
        ],
    },
    Screen {
        name: "client-portal",
        steps: &[
            Click("//nav//a[starts-with(normalize-space(), 'Client portals')]"),
            Type("//input[@placeholder='Search clients']", "1002"),
            Click("//*[@role='option'][contains(., 'Smith Family Trust')]"),
            See("//table[@aria-label='Unpaid invoices']//tfoot//td[contains(., 'USD')]"),
            See("//ul[@aria-label='Ways in']//li"),
        ],
    },
    Screen {
        name: "access-check",
        steps: &[
            Click("//nav//a[normalize-space()='Access check']"),
            Type("//input[@aria-label='Who is asking']", "kenji"),
            Click("//*[@role='option'][contains(., 'Kenji Smith 健二')]"),
            Type("//input[@aria-label='Which client']", "1002"),
            Click("//*[@role='option'][contains(., 'Smith Family Trust')]"),
            See("//h2[contains(., 'Kenji Smith 健二 cannot see and pay for Smith Family Trust')]"),
        ],
    },
    Screen {
        name: "key-rehearsal",
        steps: &[
            Click("//nav//a[normalize-space()='Access check']"),
            Type("//form[@aria-label='Key rehearsal']//label[contains(., 'Client ID')]/following::input[1]", "1OO2"),
            Click("//form[@aria-label='Key rehearsal']//button"),
            See("//ul[@aria-label='What is right and wrong']//li"),
        ],
    },
    Screen {
        name: "activity",
        steps: &[Click("//nav//a[normalize-space()='Activity']"), See("//table[@aria-label='Activity']//tbody//tr")],
    },
    Screen {
        name: "imports",
        steps: &[
            Click("//nav//a[normalize-space()='Imports']"),
            See("//*[@aria-label='Last import'][contains(., 'What is shown is as of')]"),
            See("//ul[@aria-label='Firms']"),
        ],
    },
    Screen {
        name: "own-firm",
        steps: &[
            Click("//nav//a[normalize-space()='Settings']"),
            Click("//button[normalize-space()='Work with another firm…']"),
            Click("//button[normalize-space()='Import from the PMS…']"),
            See("//form[@aria-label='Your own firm']"),
        ],
    },
    Screen {
        name: "connect",
        steps: &[
            Click("//nav//a[normalize-space()='Settings']"),
            Click("//button[normalize-space()='Work with another firm…']"),
            Click("//button[normalize-space()='Connect to a server…']"),
            See("//form[@aria-label='Your firm’s server']"),
        ],
    },
    Screen {
        name: "wipe",
        steps: &[
            Click("//nav//a[normalize-space()='Settings']"),
            // It moves down until all above it is there.
            See("//section[@aria-label='What is kept on this computer']//*[contains(., 'Their keys are in')]"),
            Click("//button[normalize-space()='Wipe now…']"),
            See("//*[@role='alertdialog']"),
        ],
    },
    Screen { name: "covered", steps: &[Press(COVER), See("//h1[normalize-space()='The window is covered']")] },
    Screen {
        name: "settings",
        steps: &[
            Click("//nav//a[normalize-space()='Settings']"),
            See("//*[@role='radiogroup' and @aria-label='Light or dark']"),
        ],
    },
    Screen {
        name: "waiting",
        steps: &[
            Press(ESCAPE),
            Press(PALETTE),
            Type("//*[@role='dialog']//input", "waiting"),
            Press("\u{e007}"),
            See("//h1[normalize-space()='Waiting changes']"),
        ],
    },
    Screen {
        name: "palette",
        steps: &[
            Press(PALETTE),
            Type("//*[@role='dialog']//input", "jane"),
            See("//*[@role='menuitem' or @role='option'][contains(., 'jane.smith@')]"),
        ],
    },
    Screen {
        name: "shortcuts",
        steps: &[
            Press(PALETTE),
            Type("//*[@role='dialog']//input", "shortcuts"),
            Press("\u{e007}"),
            See("//*[@role='dialog']//*[normalize-space()='Keyboard shortcuts']"),
        ],
    },
];

const ROW_OF_JANE: &str =
    "//*[@role='grid' and @aria-label='Portal users']//*[@role='row'][*[normalize-space()='Jane Smith']]";
const MANAGER_OF_JANE: &str =
    "//*[@aria-label='Link manager' and @aria-busy='false']//*[self::h1 or self::h2][normalize-space()='Jane Smith']";

impl RealWindow {
    /// Shows a screen, from a page that has just been opened.
    ///
    /// # Errors
    /// When it is not to be had as a person would go there.
    pub async fn show(&self, screen: &Screen) -> Result<()> {
        self.client.refresh().await.context("the window is gone")?;
        self.wait_for_users().await?;
        for step in screen.steps {
            self.take(step).await.with_context(|| format!("on the way to {}", screen.name))?;
        }
        Ok(())
    }

    async fn take(&self, step: &Step) -> Result<()> {
        match step {
            Click(xpath) => self.click(xpath).await,
            Type(xpath, text) => self.type_into(xpath, text).await,
            Press(keys) => self.press(keys).await,
            See(xpath) => self.find(xpath).await.map(|_| ()),
        }
    }
}

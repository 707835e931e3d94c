//! Every screen, in the real window: nothing that axe finds wrong in light, in dark and at twice the size, nothing too small to
//! hit, and nothing that has to be scrolled both ways to be read.

use serde_json::{Value, json};
use xtask::window::screens::SCREENS;

use crate::desk::Desk;

/// What axe finds wrong, a line each; that targets are large enough (WCAG 2.5.8) is among what it looks at. Left out are three
/// of its advices: what React Aria lays over the page stands beside its landmarks; a name in the palette has a comma where
/// its two parts stand apart; and where a client takes the place of the list, its own name is the heading.
const FAULTS: &str = r#"
    const [done] = arguments;
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const off = { enabled: false };
    const rules = { region: off, "label-content-name-mismatch": off, "page-has-heading-one": off };
    axe.run(document, { runOnly, rules }).then(
        ({ violations }) => done(violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))),
        (error) => done([String(error)]));
"#;

/// What would have to be scrolled both ways, or goes beyond the window (WCAG 1.4.10). A table may be wider than it is seen.
const BOTH_WAYS: &str = r#"
    const scrolls = (element, axis, size, seen) =>
        element[size] > element[seen] + 1 && ["auto", "scroll"].includes(getComputedStyle(element)[`overflow-${axis}`]);
    const both = [...document.querySelectorAll("*")].filter((element) =>
        scrolls(element, "x", "scrollWidth", "clientWidth") && scrolls(element, "y", "scrollHeight", "clientHeight") &&
        element.role !== "grid" && element.querySelector("table") === null);
    const wide = document.documentElement.scrollWidth > innerWidth + 1 ? [document.documentElement] : [];
    return [...both, ...wide].map((element) => element.cloneNode(false).outerHTML);
"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_accessible_in_light_in_dark_and_at_twice_the_size() {
    let desk = Desk::open().await;
    desk.client().set_window_size(1280, 800).await.unwrap();
    let axe = std::fs::read_to_string(xtask::tree::ui().join("node_modules/axe-core/axe.min.js")).unwrap();
    let mut faults = Vec::new();
    for screen in SCREENS {
        if let Err(problem) = desk.window.show(screen).await {
            faults.push(format!("{problem:#}"));
            continue;
        }
        desk.client().execute(&axe, vec![]).await.unwrap();
        for (theme, zoom) in [("light", 100), ("dark", 100), ("light", 200)] {
            set(&desk, "theme", json!(theme)).await;
            set(&desk, "zoom", json!(zoom)).await;
            let media = format!("return matchMedia('(prefers-color-scheme: {theme})').matches");
            desk.comes_to(&media).await;
            desk.comes_to(&format!("return Math.round(outerWidth / innerWidth * 100) === {zoom}")).await;
            let mut found = texts(desk.client().execute_async(FAULTS, vec![]).await.unwrap());
            found.extend(texts(desk.client().execute(BOTH_WAYS, vec![]).await.unwrap()));
            faults.extend(found.into_iter().map(|fault| format!("{}, {theme}, {zoom} %: {fault}", screen.name)));
        }
        set(&desk, "zoom", json!(100)).await;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn set(desk: &Desk, name: &str, value: Value) {
    let answer = desk.invoke_with("set_setting", json!({ "name": name, "value": value })).await;
    assert!(answer.starts_with("answered"), "{answer}");
}

fn texts(found: Value) -> Vec<String> {
    serde_json::from_value(found).unwrap()
}

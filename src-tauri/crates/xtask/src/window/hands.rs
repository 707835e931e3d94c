//! What a person does in the window: finds things by the names that screen readers find them by, clicks, types.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use fantoccini::{Locator, elements::Element};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{PATIENCE, PAUSE, RealWindow};

impl RealWindow {
    /// The element at this XPath, as soon as it is there.
    ///
    /// # Errors
    /// When it never comes; with what the application wrote.
    pub async fn find(&self, xpath: &str) -> Result<Element> {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await;
        found.with_context(|| format!("{xpath} is not there{}", self.stderr_tail()))
    }

    /// Clicks what is at this XPath. Fresh data may put another element there between a look and the click.
    ///
    /// # Errors
    /// When it never comes, or never can be clicked.
    pub async fn click(&self, xpath: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while let Err(problem) = self.find(xpath).await?.click().await {
            ensure!(Instant::now() < deadline, "{xpath} cannot be clicked: {problem}");
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Types into the field at this XPath, in place of what stands there, as a person does: the page does not hear of a field
    /// that the driver empties. A modifier is let go by pressing it once more.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub async fn type_into(&self, xpath: &str, text: &str) -> Result<()> {
        let field = self.find(xpath).await?;
        let select = "arguments[0].focus(); arguments[0].select();";
        self.client.execute(select, vec![serde_json::to_value(&field)?]).await?;
        Ok(field.send_keys(text).await?)
    }

    /// Presses keys, wherever the focus is.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn press(&self, keys: &str) -> Result<()> {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// What one of the application's commands answers; null where it is refused.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn command(&self, name: &str, request: Value) -> Result<Value> {
        let call = "const [command, request, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, { request }).then(done, () => done(null));";
        self.client.execute_async(call, vec![json!(name), request]).await.context("the window is gone")
    }
}

//! Derivations that are checked step by step, by the checker that knows nothing of the engine.

use gradus::Error;
use gradus::diff::derivation::Derivation;
use gradus::diff::render::Format;
use gradus::verify::{self, Settings, Verdict};

use super::failure::Failure;

/// What the checker finds in a derivation with all its steps.
///
/// # Errors
/// If the derivation is too long to be written down.
pub fn verdict(derivation: &Derivation) -> Result<Verdict, Failure> {
    let text = derivation.render(Format::Json).map_err(Error::from)?;
    let document = verify::read(&text).map_err(Failure::Unverifiable)?;
    Ok(document.verify(&Settings::default()))
}

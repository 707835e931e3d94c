use icu_normalizer::ComposingNormalizerBorrowed;

/// The one form in which names are stored: who composes letters and who does not write the same name.
pub(crate) fn nfc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

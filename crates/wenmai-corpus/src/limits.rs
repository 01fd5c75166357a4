use wenmai_io::{InputError, InputErrorKind};
use wenmai_model::Page;

use crate::letter::{death, too_large};
use crate::memory::{Held, Memory, need};
use crate::options::RunOptions;
use crate::outcome::{Death, Outcome};

/// What the pages of a run may take, for pages that no reader of files has measured.
#[derive(Debug)]
pub struct PageLimits {
    max_page_bytes: u64,
    memory: Memory,
}

impl PageLimits {
    /// The limits of a run by `options`.
    pub fn of(options: &RunOptions) -> Self {
        Self {
            max_page_bytes: options.bounded_read().max_page_bytes,
            memory: Memory::new(options.page_memory()),
        }
    }

    /// What `process` gives, once there is memory for `page`; threads wait for each other.
    ///
    /// # Errors
    ///
    /// A dead letter, as a run has it, when the page is longer than pages may be, or needs more memory than there is for all.
    pub fn within<T>(&self, page: &Page, process: impl FnOnce() -> T) -> Result<T, Outcome> {
        if page.body.len() as u64 > self.max_page_bytes {
            let kind = InputErrorKind::TooLong {
                limit_bytes: self.max_page_bytes,
            };
            let error = InputError::new(page.input.clone(), kind);
            return Err(Outcome::Dead(death(&error)));
        }
        let _held = hold(page, &self.memory).map_err(Outcome::Dead)?;
        Ok(process())
    }
}

/// Waits for the memory that `page` needs.
///
/// # Errors
///
/// When there is not so much at all.
pub(crate) fn hold<'a>(page: &Page, memory: &'a Memory) -> Result<Held<'a>, Death> {
    let need = need(&page.body);
    if need > memory.limit() {
        return Err(too_large(need, memory.limit()));
    }
    Ok(memory.hold(need))
}

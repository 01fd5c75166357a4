//! A page before its lines are judged: what the rules alone make of it.

use wenmai_model::BoilerplateKind;

use crate::{
    ParseOptions, body,
    class::Labeled,
    line::{Line, scan},
    reading::{part_articles, resolve_markers},
    region::{Regions, regions},
};

/// The lines of a page and its regions.
#[derive(Debug)]
pub(crate) struct Layout<'t> {
    /// The lines that are not blank.
    pub(crate) lines: Vec<Line<'t>>,
    pub(crate) regions: Regions,
}

impl<'t> Layout<'t> {
    pub(crate) fn new(text: &'t str, options: &ParseOptions) -> Self {
        let mut lines = scan(text);
        resolve_markers(&mut lines, options);
        if options.articles_as_headings {
            lines = part_articles(lines);
        }
        let regions = regions(&lines);
        // The numbers of contents would be a second series beside that of the headings.
        for line in lines
            .get_mut(regions.contents.clone())
            .into_iter()
            .flatten()
        {
            line.marker = None;
        }
        Self { lines, regions }
    }

    /// The classes that rules give to the lines of the body; headings are paragraphs for them.
    pub(crate) fn classify(&self) -> Vec<Labeled> {
        let mut classes = body::classify(self.body());
        let (body, contents) = (&self.regions.body, &self.regions.contents);
        for class in classes
            .iter_mut()
            .take(contents.end - body.start)
            .skip(contents.start - body.start)
        {
            *class = Labeled::boilerplate(BoilerplateKind::TableOfContents);
        }
        classes
    }

    /// The lines of the body.
    pub(crate) fn body(&self) -> &[Line<'t>] {
        self.lines
            .get(self.regions.body.clone())
            .unwrap_or_default()
    }
}

//! A page before its lines are judged: what the rules alone make of it.

use wenmai_model::BoilerplateKind;

use crate::{
    ParseOptions, body,
    class::{Class, Labeled, mark_furniture},
    line::{Line, scan},
    profile::{HostRules, Sight},
    reading::{part_articles, resolve_markers},
    region::{Listing, Regions, regions},
};

/// The lines of a page and its regions.
#[derive(Debug)]
pub(crate) struct Layout<'t> {
    /// The lines that are not blank.
    pub(crate) lines: Vec<Line<'t>>,
    pub(crate) regions: Regions,
    /// What the contents of the page say of its headings.
    pub(crate) listing: Listing,
}

impl<'t> Layout<'t> {
    /// `rules` are those of the host of the page.
    pub(crate) fn new(text: &'t str, rules: Option<&HostRules>, options: &ParseOptions) -> Self {
        let mut lines = scan(text);
        resolve_markers(&mut lines, options);
        if options.articles_as_headings {
            lines = part_articles(lines);
        }
        if let Some(rules) = rules {
            let sight = Sight {
                is_linked: false,
                is_kept: true,
            };
            rules.mark(&mut lines, |_| sight, |_| None);
        }
        let regions = regions(&lines);
        let in_head = regions.head.classes.iter().map(|class| class.class);
        let is_contents = |class| class == Class::Boilerplate(BoilerplateKind::TableOfContents);
        let mut entries: Vec<Line<'_>> = lines
            .iter()
            .zip(in_head)
            .filter(|&(_, class)| is_contents(class))
            .map(|(line, _)| *line)
            .collect();
        entries.extend(lines.get(regions.contents.clone()).unwrap_or_default());
        let listing = Listing::new(&entries);
        // The numbers of contents would be a second series beside that of the headings.
        for line in lines
            .get_mut(regions.contents.clone())
            .into_iter()
            .flatten()
        {
            line.marker = None;
        }
        Self {
            lines,
            regions,
            listing,
        }
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
        mark_furniture(self.body(), &mut classes);
        classes
    }

    /// The lines of the body.
    pub(crate) fn body(&self) -> &[Line<'t>] {
        self.lines
            .get(self.regions.body.clone())
            .unwrap_or_default()
    }
}

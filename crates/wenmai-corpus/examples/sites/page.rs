//! A page that is made piece by piece: the article's own, and the furniture of the site.

use std::fmt::Write as _;

use crate::words::{Random, phrase, sentence};

/// What a page is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Html,
    Text,
    Markdown,
}

impl Form {
    /// The field of a record that holds such pages.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "text",
            Self::Markdown => "markdown",
        }
    }
}

/// A page that is made.
pub(crate) struct Maker<'r> {
    form: Form,
    is_chinese: bool,
    /// The number of the page.
    pub(crate) number: usize,
    pub(crate) random: &'r mut Random,
    pub(crate) title: String,
    source: String,
    body: Vec<String>,
    furniture: Vec<String>,
}

/// A page that is made, and what is what on it.
pub(crate) struct Made {
    pub(crate) source: String,
    /// Lines of the article, its title left out.
    pub(crate) body: Vec<String>,
    pub(crate) furniture: Vec<String>,
}

impl<'r> Maker<'r> {
    pub(crate) fn new(form: Form, is_chinese: bool, number: usize, random: &'r mut Random) -> Self {
        let title = phrase(random, is_chinese);
        Self {
            form,
            is_chinese,
            number,
            random,
            title,
            source: String::new(),
            body: Vec::new(),
            furniture: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Made {
        Made {
            source: self.source,
            body: self.body,
            furniture: self.furniture,
        }
    }

    /// Markup alone; nothing where there is none.
    pub(crate) fn raw(&mut self, markup: &str) {
        if self.form == Form::Html {
            self.source.push_str(markup);
            self.source.push('\n');
        }
    }

    /// The head of an HTML page.
    pub(crate) fn head(&mut self, site: &str) {
        let lang = if self.is_chinese { "zh-CN" } else { "en" };
        let head = format!(
            "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{} - {site}</title></head><body>",
            self.title
        );
        self.raw(&head);
    }

    /// The title of the article; `tag` has its attributes.
    pub(crate) fn title(&mut self, tag: &str) {
        let title = self.title.clone();
        self.write(tag, &title);
    }

    /// Text in an element `tag`, which has its attributes: `p class="x"`.
    fn write(&mut self, tag: &str, text: &str) {
        let name = tag.split(' ').next().unwrap();
        // Writing to a string cannot fail.
        let _ = match (self.form, name) {
            (Form::Html, "pre") => writeln!(self.source, "<{tag}><code>{text}</code></{name}>"),
            (Form::Html, "a") => writeln!(
                self.source,
                "<{tag} href=\"/{}\">{text}</{name}>",
                text.len()
            ),
            (Form::Html, _) => writeln!(self.source, "<{tag}>{text}</{name}>"),
            (Form::Text | Form::Markdown, "li") => writeln!(self.source, "- {text}"),
            (Form::Markdown, "a") => writeln!(self.source, "[{text}](/{})\n", text.len()),
            (Form::Markdown, "pre") => writeln!(self.source, "```\n{text}\n```\n"),
            (Form::Markdown, "h1") => writeln!(self.source, "# {text}\n"),
            (Form::Markdown, "h2") => writeln!(self.source, "## {text}\n"),
            (Form::Text | Form::Markdown, _) => writeln!(self.source, "{text}\n"),
        };
    }

    /// A line of the article.
    pub(crate) fn own(&mut self, tag: &str, text: &str) {
        self.write(tag, text);
        self.body.extend(text.lines().map(str::to_owned));
    }

    /// A line of furniture.
    pub(crate) fn chrome(&mut self, tag: &str, text: &str) {
        self.write(tag, text);
        self.furniture.push(text.to_owned());
    }

    /// Furniture that is a list of links.
    pub(crate) fn menu(&mut self, open: &str, entries: &[&str]) {
        self.raw(open);
        for entry in entries {
            self.raw("<li>");
            self.chrome("a", entry);
            self.raw("</li>");
        }
        self.raw("</ul>");
        if self.form != Form::Html {
            self.source.push('\n');
        }
    }

    /// Paragraphs of the article.
    pub(crate) fn prose(&mut self, paragraphs: usize) {
        for _ in 0..paragraphs {
            let sentences = 1 + self.random.below(4);
            let text: Vec<String> = (0..sentences)
                .map(|_| sentence(self.random, self.is_chinese))
                .collect();
            self.own("p", &text.join(if self.is_chinese { "" } else { " " }));
        }
    }

    /// A section of the article below `heading`.
    pub(crate) fn section(&mut self, heading: &str) {
        self.own("h2", heading);
        let paragraphs = 1 + self.random.below(3);
        self.prose(paragraphs);
    }

    /// A section with a heading of the page's own.
    pub(crate) fn own_section(&mut self) {
        let heading = phrase(self.random, self.is_chinese);
        self.section(&heading);
    }

    /// A list of the article: what all pages list, and an item of the page's own.
    pub(crate) fn list(&mut self, shared: &[&str]) {
        self.raw("<ul>");
        for item in shared {
            self.own("li", item);
        }
        let item = phrase(self.random, self.is_chinese);
        self.own("li", &item);
        self.raw("</ul>");
        if self.form != Form::Html {
            self.source.push('\n');
        }
    }

    /// Related articles, which are cards and neither the article's nor furniture.
    pub(crate) fn related(&mut self, open: &str) {
        self.raw(open);
        for _ in 0..4 {
            let title = phrase(self.random, self.is_chinese);
            let card = format!("<li><a href=\"/posts/{}\">{title}</a></li>", title.len());
            self.raw(&card);
        }
        self.raw("</ul>");
    }

    /// A counter of the page.
    pub(crate) fn counter(&mut self) -> usize {
        10 + self.random.below(9000)
    }
}

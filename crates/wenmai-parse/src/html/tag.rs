//! The elements that are told apart, and what the WHATWG standard says of each.

macro_rules! tags {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// The name of an element, or what stands in the place of one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[repr(u8)]
        pub(crate) enum Tag {
            /// Text, no element.
            Text,
            $(#[doc = concat!("`", $name, "`")] $variant,)*
            /// Any other element.
            #[default]
            Other,
        }

        impl Tag {
            /// How many there are.
            pub(crate) const COUNT: usize = Self::Other as usize + 1;

            /// The element with this name in lower case.
            pub(crate) const fn from_name(name: &[u8]) -> Self {
                $(const $variant: &[u8] = $name.as_bytes();)*
                match name {
                    $($variant => Self::$variant,)*
                    b"image" => Self::Img,
                    _ => Self::Other,
                }
            }

            /// The name; empty for text and for elements that are not told apart.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    Self::Text | Self::Other => "",
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

#[expect(
    non_upper_case_globals,
    reason = "the macro names a constant for each element"
)]
mod names {
    tags! {
        Html "html", Head "head", Body "body", Title "title", Base "base", Meta "meta", Link "link", Style "style",
        Script "script", Noscript "noscript", Template "template", Article "article", Section "section", Nav "nav",
        Aside "aside", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6", Hgroup "hgroup", Header "header",
        Footer "footer", Main "main", Address "address", Search "search", P "p", Hr "hr", Pre "pre", Listing "listing",
        Xmp "xmp", Plaintext "plaintext", Blockquote "blockquote", Ol "ol", Ul "ul", Menu "menu", Dir "dir", Li "li",
        Dl "dl", Dt "dt", Dd "dd", Figure "figure", Figcaption "figcaption", Div "div", Center "center", A "a", Em "em",
        Strong "strong", Small "small", S "s", Strike "strike", Cite "cite", Q "q", Dfn "dfn", Abbr "abbr", Ruby "ruby",
        Rb "rb", Rt "rt", Rtc "rtc", Rp "rp", Time "time", Code "code", Var "var", Samp "samp", Kbd "kbd", Sub "sub",
        Sup "sup", I "i", B "b", U "u", Big "big", Tt "tt", Font "font", Nobr "nobr", Mark "mark", Span "span", Br "br",
        Wbr "wbr", Ins "ins", Del "del", Picture "picture", Source "source", Img "img", Iframe "iframe", Embed "embed",
        Object "object", Param "param", Applet "applet", Video "video", Audio "audio", Track "track", Map "map",
        Area "area", Canvas "canvas", Svg "svg", Math "math", Table "table", Caption "caption", Colgroup "colgroup",
        Col "col", Tbody "tbody", Thead "thead", Tfoot "tfoot", Tr "tr", Td "td", Th "th", Form "form",
        Fieldset "fieldset", Legend "legend", Label "label", Input "input", Button "button", Select "select",
        Datalist "datalist", Optgroup "optgroup", Option "option", Textarea "textarea", Output "output",
        Progress "progress", Meter "meter", Keygen "keygen", Details "details", Summary "summary", Dialog "dialog",
        Marquee "marquee", Frameset "frameset", Frame "frame", Noframes "noframes", Noembed "noembed",
        Bgsound "bgsound", Basefont "basefont", Mi "mi", Mo "mo", Mn "mn", Ms "ms", Mtext "mtext",
        Annotation "annotation", AnnotationXml "annotation-xml", ForeignObject "foreignobject", Desc "desc",
    }
}

pub(crate) use names::Tag;

impl Tag {
    /// The number of a heading.
    pub(crate) const fn heading(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }

    /// Whether the element has no content and no end tag.
    pub(crate) const fn is_void(self) -> bool {
        matches!(
            self,
            Self::Base
                | Self::Meta
                | Self::Link
                | Self::Hr
                | Self::Br
                | Self::Wbr
                | Self::Source
                | Self::Img
                | Self::Embed
                | Self::Param
                | Self::Track
                | Self::Area
                | Self::Col
                | Self::Input
                | Self::Keygen
                | Self::Frame
                | Self::Bgsound
                | Self::Basefont
        )
    }

    /// Whether browsers begin a line before the element and behind it, or show it as a box of its own: its text is no part
    /// of what stands around it.
    pub(crate) const fn is_block(self) -> bool {
        matches!(
            self,
            Self::Html
                | Self::Body
                | Self::Article
                | Self::Section
                | Self::Nav
                | Self::Aside
                | Self::H1
                | Self::H2
                | Self::H3
                | Self::H4
                | Self::H5
                | Self::H6
                | Self::Hgroup
                | Self::Header
                | Self::Footer
                | Self::Main
                | Self::Address
                | Self::Search
                | Self::P
                | Self::Hr
                | Self::Pre
                | Self::Listing
                | Self::Xmp
                | Self::Plaintext
                | Self::Blockquote
                | Self::Ol
                | Self::Ul
                | Self::Menu
                | Self::Dir
                | Self::Li
                | Self::Dl
                | Self::Dt
                | Self::Dd
                | Self::Figure
                | Self::Figcaption
                | Self::Div
                | Self::Center
                | Self::Table
                | Self::Caption
                | Self::Colgroup
                | Self::Col
                | Self::Tbody
                | Self::Thead
                | Self::Tfoot
                | Self::Tr
                | Self::Td
                | Self::Th
                | Self::Form
                | Self::Fieldset
                | Self::Legend
                | Self::Button
                | Self::Select
                | Self::Datalist
                | Self::Optgroup
                | Self::Option
                | Self::Textarea
                | Self::Details
                | Self::Summary
                | Self::Dialog
                | Self::Marquee
                | Self::Frameset
        )
    }

    /// Whether white space and line ends inside the element are kept.
    pub(crate) const fn is_preformatted(self) -> bool {
        matches!(
            self,
            Self::Pre | Self::Listing | Self::Xmp | Self::Plaintext | Self::Textarea
        )
    }

    /// Whether nothing inside the element is shown: scripts, styles, drawings, and what stands in for a missing player.
    pub(crate) const fn is_never_shown(self) -> bool {
        matches!(
            self,
            Self::Head
                | Self::Title
                | Self::Style
                | Self::Script
                | Self::Template
                | Self::Iframe
                | Self::Noembed
                | Self::Noframes
                | Self::Svg
                | Self::Annotation
                | Self::AnnotationXml
                | Self::Object
                | Self::Applet
                | Self::Video
                | Self::Audio
                | Self::Canvas
                | Self::Rp
                | Self::Datalist
        )
    }

    /// Whether the element is *special*: an end tag of another element does not reach over it.
    /// Source: HTML standard, 13.2.4.2 “The stack of open elements”.
    pub(crate) const fn is_special(self) -> bool {
        (self.is_block() || self.is_void() || self.is_integration_point())
            && !matches!(self, Self::Datalist | Self::Optgroup | Self::Option)
            || matches!(
                self,
                Self::Head
                    | Self::Title
                    | Self::Style
                    | Self::Script
                    | Self::Noscript
                    | Self::Template
                    | Self::Iframe
                    | Self::Object
                    | Self::Applet
                    | Self::Noframes
                    | Self::Noembed
            )
    }

    /// Whether the element is *formatting*: left open at the end of a block, it goes on in the next one.
    pub(crate) const fn is_formatting(self) -> bool {
        matches!(
            self,
            Self::A
                | Self::B
                | Self::Big
                | Self::Code
                | Self::Em
                | Self::Font
                | Self::I
                | Self::Nobr
                | Self::S
                | Self::Small
                | Self::Strike
                | Self::Strong
                | Self::Tt
                | Self::U
        )
    }

    /// Whether formatting that was opened outside of the element does not go on inside.
    pub(crate) const fn is_formatting_border(self) -> bool {
        matches!(
            self,
            Self::Td
                | Self::Th
                | Self::Caption
                | Self::Applet
                | Self::Object
                | Self::Marquee
                | Self::Template
        )
    }

    /// Whether no end tag inside the element closes what was opened outside: the borders of the standard's *scope*.
    pub(crate) const fn is_scope_border(self) -> bool {
        matches!(self, Self::Html | Self::Table)
            || self.is_formatting_border()
            || self.is_integration_point()
    }

    /// Whether drawings and formulas hold text of the page inside the element.
    pub(crate) const fn is_integration_point(self) -> bool {
        matches!(
            self,
            Self::Mi
                | Self::Mo
                | Self::Mn
                | Self::Ms
                | Self::Mtext
                | Self::AnnotationXml
                | Self::ForeignObject
                | Self::Desc
        )
    }

    /// Whether the start tag ends a drawing or a formula that was left open.
    /// Source: HTML standard, 13.2.6.5 “The rules for parsing tokens in foreign content”.
    pub(crate) const fn leaves_foreign_content(self) -> bool {
        self.heading().is_some()
            || matches!(
                self,
                Self::B
                    | Self::Big
                    | Self::Blockquote
                    | Self::Body
                    | Self::Br
                    | Self::Center
                    | Self::Code
                    | Self::Dd
                    | Self::Div
                    | Self::Dl
                    | Self::Dt
                    | Self::Em
                    | Self::Embed
                    | Self::Head
                    | Self::Hr
                    | Self::I
                    | Self::Img
                    | Self::Li
                    | Self::Listing
                    | Self::Menu
                    | Self::Meta
                    | Self::Nobr
                    | Self::Ol
                    | Self::P
                    | Self::Pre
                    | Self::Ruby
                    | Self::S
                    | Self::Small
                    | Self::Span
                    | Self::Strong
                    | Self::Strike
                    | Self::Sub
                    | Self::Sup
                    | Self::Table
                    | Self::Tt
                    | Self::U
                    | Self::Ul
                    | Self::Var
            )
    }

    /// Whether the start tag belongs into the head of the page.
    pub(crate) const fn belongs_to_head(self) -> bool {
        matches!(
            self,
            Self::Title
                | Self::Base
                | Self::Meta
                | Self::Link
                | Self::Style
                | Self::Script
                | Self::Noscript
                | Self::Template
                | Self::Noframes
                | Self::Bgsound
                | Self::Basefont
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for name in ["div", "h3", "annotation-xml", "figcaption", "a"] {
            assert_eq!(Tag::from_name(name.as_bytes()).name(), name);
        }
        assert_eq!(Tag::from_name(b"image"), Tag::Img);
        assert_eq!(Tag::from_name(b"x-card"), Tag::Other);
        assert_eq!(Tag::from_name(b""), Tag::Other);
    }
}

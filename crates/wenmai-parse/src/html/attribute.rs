//! The attributes that are kept.

macro_rules! attributes {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// The name of an attribute that is kept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(crate) enum AttributeName {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl AttributeName {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The attribute with this name in lower case, if it is kept.
            pub(crate) const fn from_name(name: &[u8]) -> Option<Self> {
                $(const $variant: &[u8] = $name.as_bytes();)*
                match name {
                    $($variant => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

#[expect(
    non_upper_case_globals,
    reason = "the macro names a constant for each attribute"
)]
mod names {
    attributes! {
        Id "id", Class "class", Role "role", Itemprop "itemprop", Itemtype "itemtype", Itemscope "itemscope", Href "href",
        Src "src", Alt "alt", Title "title", Style "style", Hidden "hidden", AriaHidden "aria-hidden",
        AriaLabel "aria-label", AriaLevel "aria-level", Lang "lang", XmlLang "xml:lang", Datetime "datetime",
        Content "content", Property "property", Name "name", Rel "rel", Type "type", Charset "charset",
        HttpEquiv "http-equiv", Colspan "colspan", Rowspan "rowspan", Scope "scope", Start "start", Value "value",
        Alttext "alttext", Encoding "encoding", Display "display", ShadowRootMode "shadowrootmode", Cite "cite",
        DataSrc "data-src", DataOriginal "data-original", DataLazySrc "data-lazy-src", Srcset "srcset",
        DataLang "data-lang", DataLanguage "data-language", DataLevel "data-level", Reversed "reversed", Open "open",
        Width "width", Height "height",
    }
}

pub(crate) use names::AttributeName;

impl AttributeName {
    /// The bit of this attribute in a set of them.
    pub(crate) const fn bit(self) -> u64 {
        1 << self as u8
    }
}

/// Whether the declarations of a `style` attribute hide its element: `display: none` or `visibility: hidden`.
pub(crate) fn style_hides(style: &str) -> bool {
    style.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else {
            return false;
        };
        let value = value.trim_ascii();
        let value = value.split(['!', ' ']).next().unwrap_or_default();
        let property = property.trim_ascii();
        property.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none")
            || property.eq_ignore_ascii_case("visibility")
                && (value.eq_ignore_ascii_case("hidden") || value.eq_ignore_ascii_case("collapse"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attribute_has_its_bit() {
        assert!(AttributeName::ALL.len() <= 64);
        let bits = AttributeName::ALL
            .iter()
            .fold(0, |bits, name| bits | name.bit());
        assert_eq!(bits.count_ones() as usize, AttributeName::ALL.len());
    }

    #[test]
    fn styles_hide() {
        for style in [
            "display:none",
            "color:red; DISPLAY : None !important",
            "visibility: hidden;",
        ] {
            assert!(style_hides(style), "{style}");
        }
        for style in [
            "",
            "display:block",
            "display",
            "x-display:none",
            "visibility:visible",
            "content:'display:none'",
        ] {
            assert!(!style_hides(style), "{style}");
        }
    }
}

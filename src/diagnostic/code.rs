//! The table of codes. A number is never used again for something else.
//! Each has a section in `grammar/codes.md` with a block that gives it and one that does not; a test runs them.

use super::Severity;

macro_rules! codes {
    ($($(#[$only:meta])? $number:literal $name:ident $severity:ident $title:literal)*) => {
        /// The stable code of a message.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$only])? #[doc = $title] $name,)*
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &'static [Code] = &[$($(#[$only])? Code::$name,)*];

            /// `SG` and three digits.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($(#[$only])? Code::$name => $number,)* }
            }

            /// What it is about, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $($(#[$only])? Code::$name => $title,)* }
            }

            /// How bad it is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $($(#[$only])? Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    "SG001" Unexpected      Error   "something that does not belong there"
    "SG002" TooDeep         Error   "brackets nested too deep"
    "SG003" TooLarge        Error   "a file too large"
    "SG004" HiddenCharacter Error   "a character that hides or reorders text"
    "SG005" LookAlike       Error   "a letter outside the plain alphabet"
    "SG006" MixedAndOr      Error   "`and` and `or` mixed without brackets"
    "SG007" ReservedWord    Error   "a word of the language used as a name"
    "SG008" NoPolicy        Error   "no policy header, or more than one"
    "SG009" BadNumber       Error   "a number that cannot be held exactly"
    "SG010" ImpossibleDate  Error   "a date or time that does not exist"
    "SG011" Repeated        Error   "a clause given twice"
    "SG101" UnknownName     Error   "a name that nothing declares"
    "SG102" DuplicateName   Error   "a name declared twice"
    "SG103" UnknownOption   Error   "an option or level that does not exist"
    "SG104" Circle          Error   "definitions that go round in a circle"
    "SG105" WrongKind       Error   "a name of the wrong kind"
    "SG201" WrongType       Error   "values of types that do not go together"
    "SG202" EmptyRange      Error   "a range that runs backwards"
    "SG203" TooBig          Error   "a value that can grow past what is counted exactly"
    "SG204" CannotPresume   Error   "a presumption the fact cannot have"
    "SG205" NoAnchor        Error   "a deadline that counts from nowhere"
    "SG301" Bands           Error   "bands with a gap or an overlap"
    "SG302" ReadsItself     Error   "a rule that reads what it raises"
    "SG303" TooMany         Error   "more of a kind than can be held"
    "SG304" Protected       Error   "an outcome that depends on a protected fact"
    "SG305" RetiredTop      Error   "a scale whose highest level is retired"
    #[cfg(feature = "cli")]
    "SG306" Versions        Error   "versions that make no history"
    "SG307" Overlay         Error   "an overlay that does what it may not"
    "SG901" Unused          Warning "declared and never used"
    "SG902" NoCitation      Warning "a rule or gate without a citation"
    "SG903" ContactGap      Warning "an area without a contact route"
    "SG904" NeverMatters    Warning "a comparison that is always or never true"
    "SG905" Retired         Warning "a level that is retired by then"
    #[cfg(feature = "cli")]
    "SG906" NoWelsh         Warning "a text without Welsh"
    #[cfg(feature = "cli")]
    "SG907" MixedClocks     Warning "one length of time by two clocks"
    #[cfg(feature = "cli")]
    "SG908" ContactHours    Warning "hours in which nobody answers, or two do"
    "SG999" MoreMessages    Warning "more messages than are shown"
}

impl core::fmt::Display for Code {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

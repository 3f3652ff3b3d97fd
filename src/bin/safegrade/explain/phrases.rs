//! The fixed words of the document, in English and Welsh: all of them stand here and nowhere else.
//!
//! The Welsh wants reading by a Welsh speaker, and can be put right here alone. `{0}`, `{1}` stand for what is filled in
//! and may come in whichever order the language wants. Welsh keeps to forms that change no first letter of what is
//! filled in, such as a colon before it.

use crate::words::Lang;

/// The same words in English and in Welsh.
#[derive(Debug, Clone, Copy)]
pub struct Phrase(&'static str, &'static str);

impl Phrase {
    /// The words in a language.
    pub fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.0,
            Lang::Cy => self.1,
        }
    }
}

macro_rules! phrases {
    ($($name:ident = $en:literal, $cy:literal;)*) => {
        $(pub const $name: Phrase = Phrase($en, $cy);)*
    };
}

// The page.
phrases! {
    SKIP = "Skip to the content", "Neidio i'r cynnwys";
    CONTENTS = "Contents", "Cynnwys";
    VERSION = "Version: {0}", "Fersiwn: {0}";
    IN_FORCE = "In force from: {0}", "Mewn grym o: {0}";
    NATION = "Nation, for working days: {0}", "Cenedl, ar gyfer diwrnodau gwaith: {0}";
    BUILDS_ON = "Builds on, and holds all of: {0}", "Yn adeiladu ar, ac yn cynnwys y cyfan o: {0}";
    NAME_IN_FILE = "Name in the rules' file: {0}", "Enw yn ffeil y rheolau: {0}";
    HOLDS = "It holds: {0}", "Mae'n cynnwys: {0}";
    SIGNATURE = "Signature", "Llofnod";
    SIGNED = "I have read “{0}”, version {1}, in force from {2}, and answer for it.", "Rwyf wedi darllen “{0}”, fersiwn {1}, mewn grym o {2}, ac rwy'n atebol amdani.";
    SIGNED_BY = "Signed by", "Llofnodwyd gan";
    BLANK_NAME = "Name", "Enw";
    BLANK_ROLE = "Role", "Swydd";
    BLANK_SIGNATURE = "Signature", "Llofnod";
    BLANK_DATE = "Date", "Dyddiad";
}

// What the rules speak of.
phrases! {
    SCALES = "What is graded", "Yr hyn a raddir";
    SCALES_INTRO = "Rules only raise a level. Where none does, the lowest is the outcome.", "Dim ond codi lefel y mae rheolau. Lle nad oes rheol yn gwneud hynny, yr isaf yw'r canlyniad.";
    SCALE = "From the lowest to the highest:", "O'r isaf i'r uchaf:";
    RETIRED = " (retired from {0} on: the next level counts instead)", " (ddim yn cael ei defnyddio o {0} ymlaen: mae'r lefel nesaf yn cyfrif yn ei lle)";
    FACTS = "What is asked", "Yr hyn a ofynnir";
    FACTS_INTRO = "While an answer is not known, the worst it could be is acted on, unless a presumption is named here.", "Tra nad yw ateb yn hysbys, gweithredir ar y gwaethaf y gallai fod, oni bai bod rhagdybiaeth wedi'i nodi yma.";
    FACTS_CAPTION = "Questions, and the answers that they may have", "Cwestiynau, a'r atebion y gellir eu rhoi iddynt";
    QUESTION = "Question", "Cwestiwn";
    ANSWERS = "Answers", "Atebion";
    WHILE_UNKNOWN = "While it is not known", "Tra nad yw'n hysbys";
    IN_RULES = "Name in the rules", "Enw yn y rheolau";
    PRESUMED = "presumed: {0}", "rhagdybir: {0}";
    WORST = "the worst counts", "y gwaethaf sy'n cyfrif";
    PROTECTED = "protected: nothing that is decided depends on it", "gwarchodedig: nid oes dim a benderfynir yn dibynnu arno";
    NOTHING = "none", "dim un";
    EVERYTHING = "all", "pob un";
    YES_OR_NO = "Yes or no", "Ie neu na";
    ONE_OF = "One of: {0}", "Un o'r rhain: {0}";
    SOME_OF = "Any of: {0}", "Unrhyw rai o'r rhain: {0}";
    FROM_TO = "{0} to {1}", "{0} i {1}";
    A_DATE = "A date", "Dyddiad";
    A_MOMENT = "A date and time", "Dyddiad ac amser";
    SETTINGS = "Numbers set for this place", "Rhifau a osodwyd ar gyfer y lle hwn";
    SETTINGS_CAPTION = "Settings; the rules below say these numbers themselves", "Gosodiadau; mae'r rheolau isod yn dweud y rhifau hyn eu hunain";
    SETTING = "Setting", "Gosodiad";
    VALUE = "Value", "Gwerth";
    LETS = "What words mean in the rules", "Ystyr geiriau yn y rheolau";
    MEANS = "{0}: {1}", "{0}: {1}";
    SCORES = "Scores", "Sgorau";
    ADD_IF = "{0} if {1}", "{0} os {1}";
    ADD_EACH = "{0} for each of {1}", "{0} am bob un o'r rhain: {1}";
    ADD = "Add {0}", "Ychwanegu {0}";
    SUBTRACT = "Subtract {0}", "Tynnu {0}";
    BANDS = "What the sum means", "Ystyr y cyfanswm";
    BAND_POINTS = "Points", "Pwyntiau";
    BAND_NAME = "Band", "Band";
    AND_MORE = "{0} and more", "{0} a mwy";
}

// Rules, gates and what follows from them.
phrases! {
    RULES = "The rules", "Y rheolau";
    RULES_INTRO = "Each rule stands under the first source that it cites. Words in italics are questions, definitions, scores and scales from the parts above; a question is named by its name in the rules.", "Saif pob rheol o dan y ffynhonnell gyntaf y mae'n ei dyfynnu. Mae geiriau italig yn gwestiynau, diffiniadau, sgorau a graddfeydd o'r rhannau uchod.";
    BARE_RULES = "Rules that cite nothing", "Rheolau nad ydynt yn dyfynnu dim";
    READ_AT = "To read it: {0}", "I'w darllen: {0}";
    ALSO = "Also resting on this source, and told in full elsewhere:", "Hefyd yn seiliedig ar y ffynhonnell hon, ac yn cael ei ddweud yn llawn mewn man arall:";
    ONLY_ELSEWHERE = "What rests on this source is told in full elsewhere:", "Mae'r hyn sy'n seiliedig ar y ffynhonnell hon yn cael ei ddweud yn llawn mewn man arall:";
    RULE_REF = "Rule: {0}", "Rheol: {0}";
    ESCALATION_REF = "Escalation: {0}", "Uwchgyfeirio: {0}";
    GATE_REF = "Gate: {0}", "Giât: {0}";
    SCORE_REF = "Score: {0}", "Sgôr: {0}";
    BECAUSE = "Because: {0}", "Oherwydd: {0}";
    ALSO_CITED = "Also because: {0}", "Hefyd oherwydd: {0}";
    CITES = "{0}: {1}", "{0}: {1}";
    WHOLE = "{0}", "{0}";
    ALWAYS = "in every case", "ym mhob achos";
    WHEN = "when {0}", "pan fo hyn yn wir: {0}";
    UNLESS = "unless {0}", "oni bai am hyn: {0}";
    ONCE = "once it is {0} since {1}", "unwaith y bydd {0} wedi mynd heibio ers {1}";
    THEN = "then {0}", "yna {0}";
    THEN_ALL = "then:", "yna:";
    RAISE = "{0} is at least {1}", "mae {0} o leiaf yn {1}";
    ALERT = "alert {0}", "rhybuddio {0}";
    REFER = "refer to {0}", "cyfeirio at {0}";
    TELL = "tell {0}", "rhoi gwybod i {0}";
    DO = "do this: {0}", "gwneud hyn: {0}";
    DUTY_TEXT = "{0}: {1}", "{0}: {1}";
    DUTY_WITHIN = "{0}, {1}", "{0}, {1}";
    OF_ESCALATION = "the escalation", "foment yr uwchgyfeirio";
    AT_MOMENT = "at the moment: {0}", "ar y foment hon: {0}";
    ESCALATIONS = "What rises by itself as time passes", "Yr hyn sy'n codi ohono'i hun wrth i amser fynd heibio";
    ESCALATIONS_INTRO = "An escalation sees the level that the rules gave, so one never sets off another.", "Mae uwchgyfeirio'n gweld y lefel a roddodd y rheolau, felly nid yw un byth yn cychwyn un arall.";
    GATES = "What is refused until it may be done", "Yr hyn a wrthodir nes y ceir ei wneud";
    GUARANTEES = "What is said of all cases", "Yr hyn a ddywedir am bob achos";
    GUARANTEES_INTRO = "`safegrade prove` says of each whether it holds, whatever is answered and whenever.", "Mae `safegrade prove` yn dweud am bob un a yw'n dal, beth bynnag a atebir a phryd bynnag.";
    GATES_INTRO = "What is presumed, or not known, does not meet a need.", "Nid yw'r hyn a ragdybir, neu nad yw'n hysbys, yn bodloni angen.";
    NEEDS = "It needs all of this:", "Mae angen hyn i gyd:";
    NEED = "{0}: {1}", "{0}: {1}";
    UNTIL_THEN = "Until then it says: {0}", "Tan hynny mae'n dweud: {0}";
    PARTNERS = "Who is told, and how to reach them", "Pwy sy'n cael gwybod, a sut i gysylltu â nhw";
    PARTNERS_CAPTION = "Partners and contacts", "Partneriaid a chysylltiadau";
    WHO = "Who", "Pwy";
    HOW = "How to reach them", "Sut i gysylltu â nhw";
    CONTACT = "a number to ring; no rule tells them", "rhif i'w ffonio; nid oes rheol yn rhoi gwybod iddynt";
    ROUTE = "{0}: {1}", "{0}: {1}";
    CHANNEL = "{0} {1}", "{0} {1}";
    PHONE = "phone", "ffôn";
    WEB = "web", "gwefan";
    EMAIL = "e-mail", "e-bost";
    DURING = "{0} ({1})", "{0} ({1})";
    FROM_DAY = "{0}, from {1} on", "{0}, o {1} ymlaen";
    UNTIL_DAY = "{0}, before {1}", "{0}, cyn {1}";
    FROM_DAY_UNTIL = "{0}, from {1} on and before {2}", "{0}, o {1} ymlaen a chyn {2}";
    MAY_SEE = "may see: {0}", "caiff weld: {0}";
    THE_REASONS = "the reasons", "y rhesymau";
    NO_ROUTE = "no way is given", "ni roddir ffordd";
    DUTIES = "What must be done, and by when", "Yr hyn y mae'n rhaid ei wneud, ac erbyn pryd";
    DUTIES_CAPTION = "Duties and the rules that demand them", "Dyletswyddau a'r rheolau sy'n eu mynnu";
    DUTIES_INTRO = "Where several rules demand a duty, the earliest deadline holds. Where the moment that it counts from is not known, it is due at once.", "Lle mae sawl rheol yn mynnu dyletswydd, y terfyn amser cynharaf sy'n dal. Lle nad yw'r foment y mae'n cyfrif ohoni'n hysbys, rhaid ei gwneud ar unwaith.";
    DUTY = "Duty", "Dyletswydd";
    BY_WHEN = "By when", "Erbyn pryd";
    FROM_RULE = "Demanded by", "Mynnir gan";
    NO_DEADLINE = "no deadline", "dim terfyn amser";
    WITHIN_OF = "within {0} of {1}", "o fewn {0} i {1}";
    CALENDARS = "Working time", "Amser gweithio";
    WORKING_DAYS = "Working days", "Diwrnodau gwaith";
    OPEN = "{0}: {1}", "{0}: {1}";
    BANK_HOLIDAYS_OF = "{0}; bank holidays are those of {1}", "{0}; gwyliau banc {1} sy'n cyfrif";
    CLOSED_ON = "{0}; closed on {1}", "{0}; ar gau ar {1}";
    BANK_HOLIDAYS = "bank holidays", "gwyliau banc";
    ALL_DAY = "all day", "drwy'r dydd";
}

// What rests on nothing.
phrases! {
    GAPS = "What rests on nothing", "Yr hyn nad yw'n seiliedig ar ddim";
    NO_GAPS = "Every rule, escalation, gate and score cites a source, and every source is cited by one.", "Mae pob rheol, uwchgyfeirio, giât a sgôr yn dyfynnu ffynhonnell, a dyfynnir pob ffynhonnell gan un ohonynt.";
    UNCITED = "Rules, escalations, gates and scores that cite nothing", "Rheolau, uwchgyfeirio, gatiau a sgorau nad ydynt yn dyfynnu dim";
    UNUSED = "Sources that no rule, escalation or gate cites", "Ffynonellau nad oes rheol, uwchgyfeirio na giât yn eu dyfynnu";
    SCORE_ONLY = "{0} (cited by a score)", "{0} (dyfynnir gan sgôr)";
    NO_WELSH = "Texts without Welsh", "Testunau heb Gymraeg";
    NO_WELSH_INTRO = "These are shown in English here. The words of citations, and names in the rules, have no Welsh in the language of rules.", "Dangosir y rhain yn Saesneg yma. Nid oes Cymraeg i eiriau dyfyniadau, nac i enwau yn y rheolau, yn iaith y rheolau.";
    ALL_WELSH = "Every text that can have Welsh has it.", "Mae gan bob testun y gellir ei roi yn Gymraeg ei Gymraeg.";
}

// Conditions.
phrases! {
    QUOTED = "“{0}”", "“{0}”";
    BRACKETS = "({0})", "({0})";
    LISTED = "{0}: {1}", "{0}: {1}";
    AND = " and ", " ac ";
    OR = " or ", " neu ";
    EITHER = "either {0} or {1}", "naill ai {0} neu {1}";
    YES = "yes", "ie";
    NO = "no", "na";
    NOW = "now", "nawr";
    TODAY = "today", "heddiw";
    PLUS = " plus ", " plws ";
    MINUS = " less ", " llai ";
    IS_YES = "{0} is yes", "yr ateb i {0} yw ie";
    IS_NO = "{0} is no", "yr ateb i {0} yw na";
    NOT = "not {0}", "nid {0}";
    NOT_SO = "it is not so that {0}", "nid yw'n wir bod hyn: {0}";
    IS = "{0} is {1}", "{0} yw {1}";
    IS_NOT = "{0} is not {1}", "nid {0} yw {1}";
    IS_ONE_OF = "{0} is one of {1}", "{0} yw un o'r rhain: {1}";
    IS_NONE_OF = "{0} is none of {1}", "nid {0} yw'r un o'r rhain: {1}";
    IS_WITHIN = "{0} is from {1} to {2}", "mae {0} rhwng {1} a {2}, gan gynnwys y ddau";
    IS_OUTSIDE = "{0} is not from {1} to {2}", "nid yw {0} rhwng {1} a {2}, gan gynnwys y ddau";
    HAS = "{1} is among {0}", "mae {1} ymhlith {0}";
    LESS = "{0} is less than {1}", "mae {0} yn llai na {1}";
    AT_MOST = "{0} is at most {1}", "mae {0} yn {1} ar y mwyaf";
    MORE = "{0} is more than {1}", "mae {0} yn fwy na {1}";
    AT_LEAST = "{0} is at least {1}", "mae {0} yn {1} o leiaf";
    BEFORE = "{0} is before {1}", "mae {0} cyn {1}";
    NOT_AFTER = "{0} is not after {1}", "nid yw {0} ar ôl {1}";
    AFTER = "{0} is after {1}", "mae {0} ar ôl {1}";
    NOT_BEFORE = "{0} is not before {1}", "nid yw {0} cyn {1}";
    COUNT = "the number of {0}", "nifer {0}";
    THESE = "these that are so ({0})", "y rhain sy'n wir ({0})";
    EACH_OF = "each of {0}", "pob un o {0}";
    AT_LEAST_OF_THESE = "at least {0} of these are so", "mae o leiaf {0} o'r rhain yn wir";
    AT_MOST_OF_THESE = "at most {0} of these are so", "mae {0} o'r rhain yn wir ar y mwyaf";
    MORE_OF_THESE = "more than {0} of these are so", "mae mwy na {0} o'r rhain yn wir";
    FEWER_OF_THESE = "fewer than {0} of these are so", "mae llai na {0} o'r rhain yn wir";
    EXACTLY_OF_THESE = "exactly {0} of these are so", "mae {0} yn union o'r rhain yn wir";
    ANY_OF_THESE = "at least one of these is so", "mae o leiaf un o'r rhain yn wir";
    NONE_OF_THESE = "none of these is so", "nid yw'r un o'r rhain yn wir";
    ALL_OF_THESE = "all of these are so", "mae'r rhain i gyd yn wir";
    NOT_ALL_OF_THESE = "not all of these are so", "nid yw'r rhain i gyd yn wir";
    AT_LEAST_OF = "at least {0} of {1} apply", "mae o leiaf {0} o {1} yn berthnasol";
    AT_MOST_OF = "at most {0} of {1} apply", "mae {0} o {1} yn berthnasol ar y mwyaf";
    MORE_OF = "more than {0} of {1} apply", "mae mwy na {0} o {1} yn berthnasol";
    FEWER_OF = "fewer than {0} of {1} apply", "mae llai na {0} o {1} yn berthnasol";
    EXACTLY_OF = "exactly {0} of {1} apply", "mae {0} yn union o {1} yn berthnasol";
    ANY_OF = "at least one of {0} applies", "mae o leiaf un o {0} yn berthnasol";
    NONE_OF = "none of {0} applies", "nid oes yr un o {0} yn berthnasol";
    ALL_OF = "all of {0} apply", "mae {0} i gyd yn berthnasol";
    AT_LEAST_SINCE = "it is at least {0} since {1}", "mae o leiaf {0} ers {1}";
    AT_MOST_SINCE = "it is at most {0} since {1}", "mae {0} ar y mwyaf ers {1}";
    MORE_SINCE = "it is more than {0} since {1}", "mae mwy na {0} ers {1}";
    LESS_SINCE = "it is less than {0} since {1}", "mae llai na {0} ers {1}";
    EXACTLY_SINCE = "it is exactly {0} since {1}", "mae {0} yn union ers {1}";
    KEPT = "{0} of {1} opening time", "{0} o amser agor {1}";
    WORKING = "{0} working {1}", "{0} {1} gwaith";
}

/// What is counted: one in English, several in English, and Welsh, which has the singular after a number.
const COUNTED: [(&str, &str, &str); 16] = [
    ("minute", "minutes", "munud"),
    ("hour", "hours", "awr"),
    ("day", "days", "diwrnod"),
    ("week", "weeks", "wythnos"),
    ("month", "months", "mis"),
    ("year", "years", "mlynedd"),
    ("degree", "degrees", "gradd"),
    ("point", "points", "pwynt"),
    ("scale", "scales", "graddfa"),
    ("question", "questions", "cwestiwn"),
    ("rule", "rules", "rheol"),
    ("escalation", "escalations", "uwchgyfeirio"),
    ("gate", "gates", "giât"),
    ("score", "scores", "sgôr"),
    ("source", "sources", "ffynhonnell"),
    ("example", "examples", "enghraifft"),
];

const MONTHS: [Phrase; 12] = [
    Phrase("January", "Ionawr"),
    Phrase("February", "Chwefror"),
    Phrase("March", "Mawrth"),
    Phrase("April", "Ebrill"),
    Phrase("May", "Mai"),
    Phrase("June", "Mehefin"),
    Phrase("July", "Gorffennaf"),
    Phrase("August", "Awst"),
    Phrase("September", "Medi"),
    Phrase("October", "Hydref"),
    Phrase("November", "Tachwedd"),
    Phrase("December", "Rhagfyr"),
];

/// Monday first.
pub const DAYS: [Phrase; 7] = [
    Phrase("Monday", "dydd Llun"),
    Phrase("Tuesday", "dydd Mawrth"),
    Phrase("Wednesday", "dydd Mercher"),
    Phrase("Thursday", "dydd Iau"),
    Phrase("Friday", "dydd Gwener"),
    Phrase("Saturday", "dydd Sadwrn"),
    Phrase("Sunday", "dydd Sul"),
];

/// By the name that a policy gives.
pub fn nation(lang: Lang, name: &str) -> String {
    let phrase = match name {
        "england_and_wales" => Phrase("England and Wales", "Cymru a Lloegr"),
        "scotland" => Phrase("Scotland", "yr Alban"),
        "northern_ireland" => Phrase("Northern Ireland", "Gogledd Iwerddon"),
        other => return crate::words::name(other),
    };
    phrase.of(lang).to_owned()
}

/// The unit as it stands after a number; one that is not in the table is said as it is written.
fn unit(lang: Lang, number: &str, name: &str) -> String {
    let known = COUNTED.iter().find(|(one, many, _)| *one == name || *many == name);
    match (known, lang) {
        (Some((one, _, _)), Lang::En) if number == "1" => (*one).to_owned(),
        (Some((_, many, _)), Lang::En) => (*many).to_owned(),
        (Some((_, _, welsh)), Lang::Cy) => (*welsh).to_owned(),
        (None, _) => crate::words::name(name),
    }
}

/// `1 hour`, `18 years`
pub fn quantity(lang: Lang, number: &str, name: &str) -> String {
    format!("{number} {}", unit(lang, number, name))
}

/// `15 working days`
pub fn working(lang: Lang, number: &str, name: &str) -> String {
    let unit = unit(lang, number, name);
    WORKING.of(lang).replace("{0}", number).replace("{1}", &unit)
}

/// `2016-03-24 21:00` as `24 March 2016 21:00`; the time may be left out.
pub fn written_date(lang: Lang, written: &str) -> String {
    let (date, time) = written.split_once(' ').unwrap_or((written, ""));
    let mut parts = date.split('-').map(str::parse::<usize>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) = (parts.next(), parts.next(), parts.next()) else {
        return written.to_owned();
    };
    let month = month.checked_sub(1).and_then(|month| MONTHS.get(month));
    let month = month.map_or("", |month| month.of(lang));
    format!("{day} {month} {year} {time}").trim_end().to_owned()
}

/// `24 March 2016`
pub fn date(lang: Lang, date: safegrade::value::Date) -> String {
    let (year, month, day) = date.civil();
    written_date(lang, &format!("{year}-{month}-{day}"))
}

/// Whether an address may stand as a link: one that runs something when it is followed may not.
pub fn may_be_followed(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}
